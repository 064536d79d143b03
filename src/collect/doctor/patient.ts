import type { Target } from "../context.ts";

/** A parameter as a group has it. */
export interface Setting {
  readonly name: string;
  readonly value: string | null;
  readonly modifiable: boolean;
  /** Somebody set it (`Source` is `user`); else it is the default of engine or RDS. */
  readonly byUser: boolean;
}

/** A parameter group with what it sets; null where it could not be read. */
export interface ParameterGroup {
  readonly name: string;
  readonly of: "cluster" | "instance";
  readonly settings: ReadonlyMap<string, Setting> | null;
}

/** What the doctor looks at. */
export interface Patient {
  readonly target: Target;
  readonly groups: readonly ParameterGroup[];
  /** Actions that wait, of the cluster and its instances; null when they could not be read. */
  readonly pending:
    | readonly { readonly resource: string; readonly action: string; readonly description: string }[]
    | null;
  /** Oldest RDS event still there, epoch ms; NaN when there is none, null when they could not be read. */
  readonly oldestEventMs: number | null;
  /** Oldest log file still there by instance, epoch ms; null when not readable. */
  readonly oldestLogMs: ReadonlyMap<string, number | null>;
  /** Retention of the exported log group, days; Infinity: never expires; null when there is none or it is not readable. */
  readonly exportRetentionDays: number | null;
  readonly nowMs: number;
}

/** The log group that the PostgreSQL log is exported to (DOMAIN §1.6). */
export function exportGroup({ kind, id }: Target): string {
  return `/aws/rds/${kind === "instance" ? "instance" : "cluster"}/${id}/postgresql`;
}
