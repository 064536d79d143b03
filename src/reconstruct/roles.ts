import {
  type AcceptedWrites,
  type Cite,
  type Failover,
  inLife,
  type Incarnation,
  type RdsEvent,
  type Refusals,
  type RoleSource,
  type RoleSpan,
  type Row,
  type SignatureId,
  type Stream,
  roleSources,
} from "../model/index.ts";
import { type Input, marks } from "./context.ts";
import { withDocumentRoles } from "./document-roles.ts";
import type { Life } from "./log-failovers.ts";

/** Something that says which role an instance had from a moment on. */
interface Point {
  readonly us: number;
  readonly role: "writer" | "reader";
  readonly source: RoleSource;
  readonly cite: Cite;
  /** Last moment it speaks for: a life's end for lines of the server, for ever for events. */
  readonly untilUs: number;
}

/** What an instance's own log says about its role, and when. */
export interface OwnRole {
  /** Proven to be a standby in this life from `us` until promoted: no write can be accepted. */
  readonly standby: readonly {
    readonly life: number;
    readonly fromUs: number;
    readonly untilUs: number;
    readonly row: Row;
  }[];
  readonly promotions: readonly { readonly us: number; readonly row: Row; readonly life: number }[];
}

/** Lines only a standby writes, at any time of its life. */
const STANDBY_LINES: readonly SignatureId[] = [
  "recovery-refused",
  "recovery-conflict",
  "streaming-started",
  "streaming-failed",
];

/**
 * Lines only a standby or a promotion writes. A `ready to accept connections` in the middle of a life is a promotion;
 * after a start it says nothing about the role (DOMAIN: Aurora's readers may print the same).
 */
export function ownRoleOf(input: Input, stream: Stream, lives: readonly Incarnation[]): OwnRole {
  const standby: { life: number; fromUs: number; untilUs: number; row: Row }[] = [];
  const promotions: { us: number; row: Row; life: number }[] = [];
  const spoken = standbyLines(
    input,
    stream,
    lives.filter((life) => startedAsStandby(life) === null),
  );
  for (const life of lives) {
    const promoted = promotionOf(life);
    if (promoted !== null) promotions.push({ us: promoted.us, row: promoted.row, life: life.index });
    // Only a standby can be promoted, so the promotion itself speaks for the time before it.
    const row = startedAsStandby(life) ?? spoken.get(life) ?? promoted?.row ?? null;
    if (row !== null)
      standby.push({ life: life.index, fromUs: life.firstUs, untilUs: promoted?.us ?? life.endUs, row });
  }
  return { standby, promotions };
}

function promotionOf(life: Incarnation): { us: number; row: Row } | null {
  const asked = life.promoted[0];
  if (asked !== undefined) return asked;
  const readOnlyFirst = life.ready.findIndex((ready) => ready.readOnly);
  const readWrite = life.ready.findIndex((ready) => !ready.readOnly);
  if (readWrite === -1) return null;
  if (readOnlyFirst !== -1 && readOnlyFirst < readWrite) return life.ready[readWrite] ?? null;
  // The start of this life is not in the log and it did not just begin: it became ready for writes while running.
  const ready = life.ready[readWrite];
  if (life.start !== null || ready === undefined || !ready.dated) return null;
  return ready.us - life.firstUs > 2_000_000 ? ready : null;
}

/** What a life said of itself when it began. */
function startedAsStandby(life: Incarnation): Row | null {
  return life.standby?.row ?? life.ready.find((ready) => ready.readOnly)?.row ?? null;
}

/** The first line of each life that only a standby writes, before it was promoted. */
function standbyLines(input: Input, stream: Stream, lives: readonly Incarnation[]): ReadonlyMap<Incarnation, Row> {
  const found = new Map<Incarnation, Row>();
  const open = lives.map((life) => ({ life, beforeUs: promotionOf(life)?.us ?? Number.POSITIVE_INFINITY }));
  for (const { at } of open.length === 0 ? [] : marks(input.records, input.codes, stream, STANDBY_LINES)) {
    for (const { life, beforeUs } of open) {
      if (found.has(life) || at.us < life.firstUs || at.us > life.endUs || at.us > beforeUs) continue;
      found.set(life, at.row);
    }
    if (found.size === open.length) break;
  }
  return found;
}

/**
 * Roles of one instance over time (P5), each with its source. Later statements replace earlier ones; of those at the
 * same moment the better source counts. Cluster snapshots and operators fill what is left.
 */
export function rolesOf(
  input: Input,
  { instance, lives, own, refusals, accepted }: Life,
  failovers: readonly Failover[],
): readonly RoleSpan[] {
  const points: Point[] = [...eventPoints(instance, input.events), ...writerBefore(instance, lives, failovers)];
  for (const span of own.standby)
    points.push({
      us: span.fromUs,
      role: "reader",
      source: "recovery-lines",
      cite: { row: span.row },
      untilUs: span.untilUs,
    });
  for (const promotion of own.promotions) {
    const untilUs = lives[promotion.life]?.endUs ?? Number.POSITIVE_INFINITY;
    points.push({ us: promotion.us, role: "writer", source: "recovery-lines", cite: { row: promotion.row }, untilUs });
  }
  for (const life of lives) points.push(...behaviour(life, refusals, accepted));
  points.sort((a, b) => a.us - b.us || roleSources.indexOf(b.source) - roleSources.indexOf(a.source));
  return withDocumentRoles(input, instance, lives, failovers, spansOf(instance, points));
}

/** The old writer of a failover was the writer before it: since the failover before, or since its log begins. */
function* writerBefore(
  instance: string,
  lives: readonly Incarnation[],
  failovers: readonly Failover[],
): Iterable<Point> {
  for (const [i, failover] of failovers.entries()) {
    const cite = failover.started[0] ?? failover.ended[0];
    if (failover.oldWriter !== instance || cite === undefined) continue;
    const sinceUs = failovers[i - 1]?.t1Us ?? lives[0]?.firstUs ?? Number.NaN;
    if (!(sinceUs < failover.t0Us)) continue;
    const life = lives.find((each) => each.endUs > sinceUs);
    const untilUs = Math.min(failover.t0Us, life?.endUs ?? failover.t0Us);
    yield { us: sinceUs, role: "writer", source: failover.source, cite, untilUs };
  }
}

function* eventPoints(instance: string, events: readonly RdsEvent[]): Iterable<Point> {
  const untilUs = Number.POSITIVE_INFINITY;
  for (const event of events) {
    const cite = { event };
    const promoted = event.meaning === "failover-completed" || event.meaning === "previous-primary-promoted";
    if (promoted && event.target !== null) {
      const role = event.target === instance ? "writer" : "reader";
      yield { us: event.time, role, source: "event", cite, untilUs };
    }
    if (event.meaning === "failover-started" && event.target === instance)
      yield { us: event.time, role: "reader", source: "event", cite, untilUs: event.time };
    if (event.meaning === "writer-promoted" && event.sourceIdentifier === instance)
      yield { us: event.time, role: "reader", source: "event", cite, untilUs };
  }
}

/** Who was refused and who demonstrably wrote: an interval each, not beyond what was seen. */
function* behaviour(life: Incarnation, refusals: Refusals | null, accepted: AcceptedWrites): Iterable<Point> {
  const sessions = (refusals?.sessions ?? []).filter((s) => inLife(life, s.firstRow));
  const writes = accepted.byErrors.filter((write) => inLife(life, write.row));
  const first = sessions[0];
  const last = sessions.reduce((latest, s) => Math.max(latest, s.lastUs), Number.NEGATIVE_INFINITY);
  const mixed = first !== undefined && accepted.first(first.firstUs + 1, last - 1) !== undefined;
  if (first !== undefined && sessions.length >= 2 && !mixed)
    yield { us: first.firstUs, role: "reader", source: "refusals", cite: { row: first.firstRow }, untilUs: last };
  const write = writes.find((each) => !(first !== undefined && each.us >= first.firstUs && each.us <= last));
  if (write !== undefined)
    yield { us: write.us, role: "writer", source: "refusals", cite: { row: write.row }, untilUs: write.us };
}

function spansOf(instance: string, points: readonly Point[]): readonly RoleSpan[] {
  const spans: RoleSpan[] = [];
  points.forEach((point, i) => {
    const next = points.slice(i + 1).find((later) => later.us > point.us);
    const endUs = Math.max(point.us, Math.min(point.untilUs, next?.us ?? Number.POSITIVE_INFINITY));
    const last = spans.at(-1);
    if (last !== undefined && last.role === point.role && last.endUs >= point.us) {
      const better = roleSources.indexOf(point.source) < roleSources.indexOf(last.source) ? point.source : last.source;
      spans[spans.length - 1] = {
        ...last,
        source: better,
        endUs: Math.max(last.endUs, endUs),
        cites: [...last.cites, point.cite].slice(0, 5),
      };
    } else {
      spans.push({ instance, role: point.role, source: point.source, startUs: point.us, endUs, cites: [point.cite] });
    }
  });
  return spans;
}
