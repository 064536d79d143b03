import { type Cite, LevelCode, type Row, SECOND_US, type Stream } from "../model/index.ts";
import {
  contains,
  isCatalogued,
  lengthUs,
  LineTally,
  type Novel,
  novelTemplates,
  quietBefore,
  type Stretch,
  union,
  within,
  type Writer,
} from "../novelty/index.ts";
import type { Timeline } from "../timeline/index.ts";
import type { Loaded } from "./loaded.ts";

/** Records read of one kind, instance and stretch; a read costs 25 µs, and this must not be felt beside the scan. */
const MAX_SERVER_RECORDS = 5000;
const MAX_SESSION_RECORDS = 1000;
/** Bytes read of one kind, instance and stretch. */
const MAX_BYTES = 16 * 1024 * 1024;
/** Errors of sessions looked at to learn whether a log states SQLSTATEs. */
const PROBED = 16;

/** Lines of one template in one instance's log, citable. */
interface NovelLines extends Omit<Novel, "rows"> {
  readonly cites: readonly Cite[];
}

/** What none of the known messages explains. Listed, never judged. */
export interface Novelty {
  /** At most ten, the most telling first. */
  readonly lines: readonly NovelLines[];
  /** Lines inside the incidents that were not looked at, because there were too many; the counts are then too low. */
  readonly unread: number;
}

/** The kinds of unexplained records, each with a budget and a comparison of its own: no flood hides another kind. */
type Kind = "server" | "session" | "internal-error";

/** Rows of one kind and stretch that may be read. */
class Candidates {
  readonly rows: Row[] = [];
  private readonly most: number;
  dropped = 0;

  constructor(most: number) {
    this.most = most;
  }

  offer(row: Row): void {
    if (this.rows.length < this.most) this.rows.push(row);
    else this.dropped++;
  }
}

/**
 * What the servers wrote in the incidents that no signature names and PostgreSQL's own starts, stops and recoveries do
 * not explain, compared with the quiet part of each log before them. An incident counts from `leadSeconds` before its
 * start, where forerunners stand; the quiet part ends there, is as long as the incident, at least ten minutes and at
 * most an hour, and is clipped to what the log covers.
 *
 * Taken are all records of the server's own processes, and of sessions only what their application cannot have caused:
 * FATAL and PANIC, which no session can raise, and errors whose SQLSTATE is an internal or system error (XX, 58).
 * Records are those pass 1 kept: any level from LOG up. Undated ones belong to no stretch.
 *
 * @param incidents µs; ones without a known start or end are left out
 */
export function novelLines(loaded: Loaded, incidents: readonly Stretch[], leadSeconds: number): Novelty {
  const { timeline } = loaded;
  const inside = union(
    incidents.map(({ startUs, endUs }) => ({ startUs: startUs - leadSeconds * SECOND_US, endUs: endUs + SECOND_US })),
  );
  const quiet = quietBefore(inside);
  const tally = new LineTally();
  const covered = new Map<Writer, { insideUs: number; beforeUs: number }>();
  const before: (() => void)[] = [];
  let unread = 0;
  for (const stream of timeline.streams.filter(({ kind }) => kind === "server").toSorted(byName)) {
    const log = coverage(loaded, stream.name);
    const insideUs = Math.max(SECOND_US, lengthUs(within(inside, log.any)));
    const beforeUs = lengthUs(within(quiet, log.whole));
    const found = { inside: candidates(timeline, stream, inside), quiet: candidates(timeline, stream, quiet) };
    for (const kind of kindsIn(timeline, found.inside)) {
      const writer: Writer = { instance: stream.name, background: kind === "server" };
      const ofKind = { insideUs, beforeUs };
      covered.set(writer, ofKind);
      unread += offer(tally, timeline, writer, found.inside[kind], true);
      // Later: what was written inside finds room in the tally first.
      before.push(() => {
        if (offer(tally, timeline, writer, found.quiet[kind], false) > 0) ofKind.beforeUs = 0;
      });
    }
  }
  for (const each of before) each();
  const lines = novelTemplates(tally.templates(), (writer) => covered.get(writer) ?? { insideUs: 1, beforeUs: 0 });
  return {
    lines: lines.map(({ rows, ...novel }) => ({ ...novel, cites: rows.map((row) => ({ row })) })),
    unread: unread + tally.overflow,
  };
}

function byName(a: Stream, b: Stream): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}

/** From the first to the last record of each file of an instance. An excerpt cannot show what was not written. */
function coverage({ serverFiles }: Loaded, instance: string): { any: readonly Stretch[]; whole: readonly Stretch[] } {
  const files = serverFiles.filter((each) => each.instance === instance && !Number.isNaN(each.scan.firstUs));
  const spans = (of: typeof files): readonly Stretch[] =>
    of.map(({ scan }) => ({ startUs: scan.firstUs, endUs: scan.lastUs + SECOND_US }));
  return { any: spans(files), whole: spans(files.filter(({ sniff }) => !sniff.excerpt)) };
}

const UNNAMED: ReadonlySet<number> = new Set([0]);

/** Unexplained records of a stretch by kind, not read yet. */
function candidates(timeline: Timeline, stream: Stream, stretches: readonly Stretch[]): Record<Kind, Candidates> {
  const found: Record<Kind, Candidates> = {
    server: new Candidates(MAX_SERVER_RECORDS),
    session: new Candidates(MAX_SESSION_RECORDS),
    "internal-error": new Candidates(MAX_SESSION_RECORDS),
  };
  for (const row of timeline.withSignatures(stream, UNNAMED)) {
    if (!contains(stretches, timeline.statedUs(row))) continue;
    const level = timeline.level(row);
    if (timeline.who(row) === null) found.server.offer(row);
    else if (level >= LevelCode.fatal) found.session.offer(row);
    else if (level === LevelCode.error) found["internal-error"].offer(row);
  }
  return found;
}

/** Errors of sessions are looked through only in logs that state SQLSTATEs: text alone does not tell whose fault it was. */
function kindsIn(timeline: Timeline, inside: Record<Kind, Candidates>): readonly Kind[] {
  const probe = inside["internal-error"].rows.slice(0, PROBED);
  const states = probe.some((row) => timeline.text(row).sqlstate !== null);
  return states ? ["server", "session", "internal-error"] : ["server", "session"];
}

/** Gives the tally what is of the kind; returns how many records were not looked at. */
function offer(tally: LineTally, timeline: Timeline, writer: Writer, from: Candidates, inside: boolean): number {
  let bytes = 0;
  for (const [i, row] of from.rows.entries()) {
    bytes += sizeOf(timeline, row);
    if (bytes > MAX_BYTES) return from.rows.length - i + from.dropped;
    const message = messageOf(timeline, row, writer);
    const level = timeline.level(row);
    if (message !== null) tally.add({ writer, message, level, inside, row });
  }
  return from.dropped;
}

function sizeOf(timeline: Timeline, row: Row): number {
  return [row, ...timeline.childrenOf(row)].reduce((sum, each) => sum + timeline.byteLength(each), 0);
}

/** Where a record says that somebody's SQL was running: workers serve sessions, and carry no names either. */
const runningSql = /^(?:PL\/|SQL (?:statement|function) |parallel worker)/m;

/** The message if it is the server's own and not explained, else null. */
function messageOf(timeline: Timeline, row: Row, writer: Writer): string | null {
  const { message, user, database, host, statement, context, sqlstate } = timeline.text(row);
  if (writer.background) {
    // The row of a record that only bounds a life has lost its session; the line has not.
    if (user !== null || database !== null || host !== null) return null;
    if (statement !== null || runningSql.test(context ?? "")) return null;
    return isCatalogued(message) ? null : message;
  }
  const grave = timeline.level(row) >= LevelCode.fatal;
  const internal = /^(?:XX|58)/.test(sqlstate ?? "") && !runningSql.test(context ?? "");
  return grave || internal ? message : null;
}
