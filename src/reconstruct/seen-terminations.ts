import { type Failover, type Incarnation, inLife, type Moment, type Row, SECOND_US } from "../model/index.ts";
import { type Input, marks } from "./context.ts";
import type { Life } from "./log-failovers.ts";

/** A session that ends this close before the end of its instance's life ended with it. */
const BEFORE_END_US = 60 * SECOND_US;
/** How much longer the log must go on to show that the server did. */
const WENT_ON_US = 5 * SECOND_US;
/** Around a failover, and around an event, which RDS reports up to five minutes late (DOMAIN §3.1). */
const AROUND_US = 120 * SECOND_US;
const EVENT_DELAY_US = 300 * SECOND_US;

/** Sessions that were ended one by one. */
interface Terminations {
  readonly text: string;
  readonly rows: readonly Row[];
  /** When, µs. */
  readonly us: readonly number[];
}

/**
 * Sessions that got SIGTERM while the instance went on: a fast stop sends it to all of them, `pg_terminate_backend` to
 * one (src/backend/tcop/postgres.c: ProcessInterrupts). Aurora often stops without a word, so the log must show that
 * the life did not end there.
 */
export function terminationsOf(input: Input, life: Life, failovers: readonly Failover[]): Terminations | null {
  const stream = input.records.streams.find((each) => each.kind === "server" && each.name === life.instance);
  if (stream === undefined) return null;
  const found: Moment[] = [];
  for (const { at } of marks(input.records, input.codes, stream, ["terminated-by-administrator"])) {
    if (input.records.who(at.row) === null) continue;
    if (goesOn(life.lives, at) && !isReported(input, life.instance, failovers, at.us)) found.push(at);
  }
  if (found.length === 0) return null;
  const who = found.length === 1 ? "1 session was" : `${found.length} sessions were`;
  return {
    text: `${who} terminated by command (pg_terminate_backend or the like) while no stop was requested: the server went on`,
    rows: found.map(({ row }) => row),
    us: found.map(({ us }) => us),
  };
}

function goesOn(lives: readonly Incarnation[], { row, us }: Moment): boolean {
  const life = lives.find((each) => inLife(each, row));
  if (life === undefined) return false;
  if (life.shutdownRequested !== null && row >= life.shutdownRequested.row) return false;
  return life.endUs - us >= (life.endKind === "open" ? WENT_ON_US : BEFORE_END_US);
}

/** A failover or an event of the instance or its cluster at that time. */
function isReported({ events }: Input, instance: string, failovers: readonly Failover[], us: number): boolean {
  return (
    failovers.some(({ t0Us, t1Us }) => us >= t0Us - AROUND_US && us <= Math.max(t0Us, t1Us || t0Us) + AROUND_US) ||
    events.some(
      ({ meaning, time, sourceType, sourceIdentifier, target }) =>
        meaning !== "other" &&
        (sourceType !== "db-instance" || sourceIdentifier === instance || target === instance) &&
        us >= time - EVENT_DELAY_US &&
        us <= time + AROUND_US,
    )
  );
}
