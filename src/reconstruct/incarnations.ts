import type { Incarnation, Moment, Row, SignatureId, Stream } from "../model/index.ts";
import { type Input, marks } from "./context.ts";
import { CrashBlock } from "./crash-block.ts";
import { LifeBounds } from "./life-bounds.ts";

/** Lines by which a life begins, changes or ends. */
const LIFE_LINES: readonly SignatureId[] = [
  "server-starting",
  "was-shut-down",
  "was-interrupted",
  "standby-mode",
  "ready",
  "ready-read-only",
  "promote-requested",
  "timeline-selected",
  "archive-recovery-complete",
  "child-terminated",
  "terminating-others",
  "restart-after-crash-off",
  "abnormal-shutdown",
  "reinitializing",
  "storage-runtime-crash",
  "aurora-runtime-exit",
  "terminated-by-postmaster-exit",
  "shutdown-requested",
  "shut-down",
];

/** A life while it is being read. */
interface Draft {
  pid: number;
  start: Moment | null;
  version: string | null;
  found: Incarnation["found"];
  foundRow: Row | null;
  standby: Moment | null;
  ready: (Moment & { readonly readOnly: boolean })[];
  promoted: Moment[];
  shutdownRequested: Moment | null;
  shutdownMode: Incarnation["shutdownMode"];
  shutDown: Moment | null;
  crash: CrashBlock | null;
  firstUs: number;
  endUs: number;
  ended: boolean;
  /** Banners that repeat another file's: no record of this life. */
  readonly repeated: Set<Row>;
}

function draft(start: Moment | null, pid: number): Draft {
  return {
    pid,
    start,
    version: null,
    found: null,
    foundRow: null,
    standby: null,
    ready: [],
    promoted: [],
    shutdownRequested: null,
    shutdownMode: null,
    shutDown: null,
    crash: null,
    firstUs: start?.us ?? Number.NaN,
    endUs: start?.us ?? Number.NaN,
    ended: false,
    repeated: new Set(),
  };
}

/**
 * Lives of an instance (P3), from its own log: `starting PostgreSQL` → `ready` → shutdown, crash or silence. A
 * reinitialisation in place (`all server processes terminated`) begins a new life under the same postmaster.
 */
export function incarnationsOf(input: Input, stream: Stream): readonly Incarnation[] {
  const { records, codes, options } = input;
  const lives: Draft[] = [];
  const banners = new Set<string>();
  const bounds = new LifeBounds(input, stream);
  let life: Draft | null = null;
  const open = (start: Moment | null, pid: number): Draft => {
    const next = draft(start, pid);
    lives.push(next);
    return next;
  };
  if (bounds.beginsInside()) life = open(null, 0);
  for (const { id, at } of marks(records, codes, stream, LIFE_LINES)) {
    if (id === "server-starting") {
      // `postgres.log` repeats the banners of the dated files, before or after them.
      const banner = `${records.pid(at.row)} ${at.us}`;
      if (at.dated && records.pid(at.row) !== 0 && banners.has(banner)) {
        life?.repeated.add(at.row);
        continue;
      }
      banners.add(banner);
      if (life !== null) close(bounds, life, at.row, records.pid(at.row));
      life = open(at, records.pid(at.row));
      life.version = /starting PostgreSQL (\S+)/.exec(records.text(at.row).message)?.[1] ?? null;
      continue;
    }
    life ??= open(null, 0);
    // What stands between a life's end and the next start belongs to nobody's life.
    if (life.ended && id !== "ready" && id !== "ready-read-only" && !belongsToEnd(id)) continue;
    const over = life.ended;
    step(input, life, id, at);
    if (over && Number.isNaN(life.firstUs)) life.firstUs = at.us;
    if (!over && life.ended && Number.isNaN(life.firstUs)) life.firstUs = bounds.firstUs(at.row + 1);
    if (id === "reinitializing") {
      close(bounds, life, at.row + 1, 0);
      life = open(at, records.pid(at.row));
    }
  }
  if (life !== null) close(bounds, life, Number.POSITIVE_INFINITY, 0);
  return lives.map((each, index) => finish(each, index, lives[index + 1], stream.name, options.crashBlockSeconds));
}

/** A life that does not end by its own line ends with its last record before row `end`. */
function close(bounds: LifeBounds, life: Draft, end: Row, nextPid: number): void {
  if (life.ended) return;
  if (Number.isNaN(life.firstUs)) life.firstUs = bounds.firstUs(end);
  life.endUs = bounds.lastUs(life.start?.row ?? -1, end, life.repeated, nextPid) ?? life.endUs;
}

function shutdownMode(message: string): Incarnation["shutdownMode"] {
  const word = /^received (fast|smart|immediate) /.exec(message)?.[1];
  return word === "fast" || word === "smart" || word === "immediate" ? word : null;
}

function belongsToEnd(id: SignatureId | null): boolean {
  return id === "shut-down" || id === "storage-runtime-crash" || id === "aurora-runtime-exit";
}

function step(input: Input, life: Draft, id: SignatureId | null, at: Moment): void {
  const { records, options } = input;
  const block = (): CrashBlock => {
    if (life.crash === null || !life.crash.accepts(at, options.crashBlockSeconds)) life.crash = new CrashBlock();
    return life.crash;
  };
  switch (id) {
    case "ready":
    case "ready-read-only":
      if (life.pid === 0) life.pid = records.pid(at.row);
      life.ready.push({ ...at, readOnly: id === "ready-read-only" });
      break;
    case "was-shut-down":
      life.found ??= /in recovery/.test(records.text(at.row).message) ? "clean-in-recovery" : "clean";
      life.foundRow ??= at.row;
      break;
    case "was-interrupted":
      life.found ??= /while in recovery/.test(records.text(at.row).message) ? "interrupted-in-recovery" : "interrupted";
      life.foundRow ??= at.row;
      break;
    case "standby-mode":
      life.standby ??= at;
      break;
    case "promote-requested":
    case "timeline-selected":
    case "archive-recovery-complete":
      life.promoted.push(at);
      break;
    case "shutdown-requested":
      life.shutdownRequested ??= at;
      life.shutdownMode = shutdownMode(records.text(at.row).message);
      break;
    case "child-terminated":
      block().child(at, records.text(at.row), records.childrenOf(at.row));
      break;
    case "terminating-others":
    case "restart-after-crash-off":
    case "abnormal-shutdown":
      if (life.crash?.accepts(at, options.crashBlockSeconds) === true) life.crash.line(at);
      break;
    case "reinitializing":
      block().reinitialised(at);
      break;
    case "storage-runtime-crash":
    case "aurora-runtime-exit":
      block().runtime(at, id === "storage-runtime-crash" ? "old" : "new");
      break;
    case "terminated-by-postmaster-exit":
      block().postmasterGone(at);
      break;
    case "shut-down":
      life.shutDown = at;
      if (life.crash?.accepts(at, options.crashBlockSeconds) === true) life.crash.line(at);
      life.ended = true;
      break;
    default:
      break;
  }
}

function finish(
  life: Draft,
  index: number,
  next: Draft | undefined,
  instance: string,
  blockSeconds: number,
): Incarnation {
  const crash = life.crash?.ends(life.shutDown, blockSeconds) === true ? life.crash.toCrash(instance, index) : null;
  const lost = crash === null && life.shutDown === null && next !== undefined;
  return {
    instance,
    index,
    postmasterPid: life.pid,
    start: life.start,
    version: life.version,
    found: life.found,
    foundRow: life.foundRow,
    standby: life.standby,
    ready: life.ready,
    promoted: life.promoted,
    shutdownRequested: life.shutdownRequested,
    shutdownMode: life.shutdownMode,
    shutDown: life.shutDown,
    crash,
    endKind: crash !== null ? "crash" : life.shutDown !== null ? "shutdown" : lost ? "lost" : "open",
    firstRow: index === 0 ? 0 : (life.start?.row ?? 0),
    endRow: next?.start?.row ?? Number.POSITIVE_INFINITY,
    firstUs: life.firstUs,
    endUs: life.shutDown?.us ?? life.endUs,
  };
}
