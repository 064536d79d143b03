import type { Level, Role } from "../model/index.ts";

/** Where a record comes from: a server's log, a client's (application, driver, pool, pooler), or RDS events. */
export type EventSource = "server" | "client" | "event";

/**
 * A record or RDS event as rules see it. Rules know no files: `place` is whatever number the giver finds its record by.
 * Given in timeline order; `text` and `sqlstate` are read only when a rule asks.
 */
export interface RuleEvent {
  /** µs since the epoch, UTC; NaN when undated. */
  readonly us: number;
  readonly source: EventSource;
  /** The instance whose log it is, or which the RDS event names. */
  readonly instance: string | null;
  readonly client: string | null;
  /** The instance's role at that time. */
  readonly role: Role;
  /** Id of the built-in signature it carries; `rds-event:<meaning>` for RDS events. */
  readonly signature: string | null;
  readonly level: Level;
  readonly place: number;
  readonly text: () => string;
  readonly sqlstate: () => string | null;
}
