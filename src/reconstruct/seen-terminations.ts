import { type Failover, type Incarnation, inLife, type Moment, type Row, SECOND_US } from "../model/index.ts";
import { type Input, marks } from "./context.ts";
import type { Life } from "./log-failovers.ts";

/** A session that ends this close before the end of its instance's life ended with it. */
const BEFORE_END_US = 60 * SECOND_US;
/** Clocks agree to this; what is further off is another session's end. */
const NEAR_US = 5 * SECOND_US;
/** Lines kept: more than a note cites. */
const MAX_ROWS = 5;
/** How much longer the log must go on to show that the server did. */
const WENT_ON_US = 5 * SECOND_US;
/** Around a failover, and around an event, which RDS reports up to five minutes late (DOMAIN §3.1). */
const AROUND_US = 120 * SECOND_US;
const EVENT_DELAY_US = 300 * SECOND_US;

/** Sessions that were ended one by one. */
interface Terminations {
  readonly text: string;
  readonly count: number;
  /** The first of them. */
  readonly rows: readonly Row[];
  /** Whether one of them ended about then, µs. */
  readonly near: (us: number) => boolean;
}

/**
 * Sessions that got SIGTERM while the instance went on: a fast stop sends it to all of them, `pg_terminate_backend` to
 * one (src/backend/tcop/postgres.c: ProcessInterrupts). Aurora often stops without a word, so the log must show that
 * the life did not end there.
 */
export function terminationsOf(input: Input, life: Life, failovers: readonly Failover[]): Terminations | null {
  const stream = input.records.streams.find((each) => each.kind === "server" && each.name === life.instance);
  if (stream === undefined) return null;
  const rows: Row[] = [];
  const moments = new Moments(NEAR_US);
  let count = 0;
  for (const { at } of marks(input.records, input.codes, stream, ["terminated-by-administrator"])) {
    if (input.records.who(at.row) === null) continue;
    if (goesOn(life.lives, at) && !isReported(input, life.instance, failovers, at.us)) {
      if (count++ < MAX_ROWS) rows.push(at.row);
      moments.add(at.us);
    }
  }
  if (count === 0) return null;
  const who = count === 1 ? "1 session was" : `${count} sessions were`;
  return {
    text: `${who} terminated by command (pg_terminate_backend or the like) while no stop was requested: the server went on`,
    count,
    rows,
    near: (us) => moments.near(us),
  };
}

/** Times in the order of a log, without an entry each: those that lie close together are one stretch. */
class Moments {
  private readonly stretches: { startUs: number; endUs: number }[] = [];
  private readonly nearUs: number;

  constructor(nearUs: number) {
    this.nearUs = nearUs;
  }

  /** Whether one of them is this near. */
  near(us: number): boolean {
    return this.stretches.some(({ startUs, endUs }) => us >= startUs - this.nearUs && us <= endUs + this.nearUs);
  }

  add(us: number): void {
    const last = this.stretches.at(-1);
    const fits = last !== undefined && us >= last.startUs - this.nearUs && us <= last.endUs + this.nearUs;
    if (!fits) this.stretches.push({ startUs: us, endUs: us });
    else {
      last.startUs = Math.min(last.startUs, us);
      last.endUs = Math.max(last.endUs, us);
    }
  }
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
