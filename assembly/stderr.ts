// Passes over the lines of a stderr log that matter to nobody: sessions' ordinary operation, what explains records that
// are not kept, and continuation lines. Everything it is not sure of it leaves to `parse/postgresql/stderr.ts`, which
// reads the same lines in the same way.
import { NEWLINE, byte, isDigit, newlineFrom, splat, storeVectors } from "./stderr/bytes";
import {
  forgetHead,
  headAt,
  headBackground,
  headLabel,
  headMessage,
  headOpen,
  headPid,
  headPrecision,
  headUs,
  headWho,
  messageStart,
  readHead,
} from "./stderr/head";
import { DETAIL, LOG, SECONDARY, UNSURE } from "./stderr/labels";
import {
  ASKS,
  BLOCK,
  BUCKETS_BYTES,
  BUDGET_SECOND,
  CONTINUATIONS_ONLY,
  CONTINUED_TO,
  HEADS,
  HEAD_AT,
  HEAD_BACKGROUND,
  HEAD_LABEL,
  HEAD_PID,
  HEAD_PRECISION,
  HEAD_US,
  HEAD_WHO,
  HEAD_WHO_END,
  HIGH_US,
  LAST_AT,
  LAST_BACKGROUND,
  LAST_END,
  LAST_LINE,
  LAST_PID,
  LAST_PRECISION,
  LAST_US,
  LINES,
  LOWEST,
  LOW_US,
  MAX_SECONDS,
  NEWLINE_AT,
  ORPHANED,
  PREVIOUS_US,
  REACHED_US,
  RECORDS,
  SECOND,
  SECONDS,
  SECOND_COUNT,
  SLOTS,
  SLOT_PIDS,
  SLOT_ROWS,
  TABLES,
  USED_SECONDS,
  WORDS,
  float,
  word,
} from "./stderr/layout";
import { begins, isInnocent } from "./stderr/ordinary";
import { runAt, startRuns } from "./stderr/runs";
import { forgetZone, stampSecond } from "./stderr/stamp";

export * from "./stderr/layout";
export { told } from "./stderr/stamp";

/** A silence this long is told to the index: `RUN_GAP_US`. */
const GAP_US: f64 = 10_000_000;
/** Concurrent writers explain it; more is a note. */
const BACKWARDS_US: f64 = 1_000_000;
const MAX_LINE_BYTES: usize = 1048576;
const CONTINUATION: i32 = 0;

/** Where the block ends. */
let end: usize = 0;

/** Before the first line of a file. */
export function reset(): void {
  memory.fill(WORDS, 0, TABLES - WORDS);
  memory.fill(SLOT_PIDS, 0, 12 * SLOTS);
  v128.store(LOWEST, splat(255));
  storeVectors();
  forgetZone();
}

/** The block has bytes in `[0, to)`. */
export function startBlock(to: i32): void {
  end = <usize>(BLOCK + to);
  startRuns(end);
}

/** Whether a byte of value 0 was among those looked at since the last call; those just behind may be taken for one. */
export function sawNul(): bool {
  const seen = !i8x16.all_true(v128.load(LOWEST));
  v128.store(LOWEST, splat(255));
  return seen;
}

/** One more LOG message; false when there is no room for its second. */
function countSecond(second: i32): bool {
  const count = load<i32>(word(SECOND_COUNT));
  if (second == load<i32>(word(SECOND)) && count != 0) {
    store<i32>(word(SECOND_COUNT), count + 1);
    return true;
  }
  return nextSecond(second, count);
}

function nextSecond(second: i32, count: i32): bool {
  const used = load<i32>(word(USED_SECONDS));
  if (count != 0) {
    if (used == MAX_SECONDS) return false;
    store<i32>(SECONDS + 8 * used, load<i32>(word(SECOND)));
    store<i32>(SECONDS + 8 * used + 4, count);
    store<i32>(word(USED_SECONDS), used + 1);
  }
  store<i32>(word(SECOND), second);
  store<i32>(word(SECOND_COUNT), 1);
  return true;
}

/** Whether enough samples were read of the second of the head that was read. */
function isSpent(): bool {
  return load<i32>(word(BUDGET_SECOND)) == stampSecond && load<i32>(word(BUDGET_SECOND + 1)) == 0;
}

/** Whether a LOG message, whose head was read, is ordinary; then {@link headPid} and the others are of its head. */
function isOrdinary(at: usize): bool {
  const message = messageStart();
  if (!headBackground) return begins(message, TABLES) || (isSpent() && begins(message, TABLES + 2 * BUCKETS_BYTES));
  if (!begins(message, TABLES + BUCKETS_BYTES)) return false;
  return isInnocent(at, message, end) && readHead(at, newlineFrom(at)) == LOG;
}

/** Whether the record may be kept that the secondary line explains: it is, or nothing of its process was seen yet. */
function explainsRow(): bool {
  const slot = <i32>(headPid & (SLOTS - 1));
  if (load<i32>(SLOT_ROWS + 4 * slot) == -1) return false;
  const pid = load<f64>(SLOT_PIDS + 8 * slot);
  return pid == <f64>headPid + 1 || pid == 0;
}

function forgetRow(): void {
  const slot = <i32>(headPid & (SLOTS - 1));
  store<f64>(SLOT_PIDS + 8 * slot, <f64>headPid + 1);
  store<i32>(SLOT_ROWS + 4 * slot, -1);
}

function tellHead(at: usize): void {
  if (headAt != at) {
    store<i32>(word(HEAD_AT), -1);
    return;
  }
  store<i32>(word(HEAD_AT), <i32>at - BLOCK);
  store<i32>(word(HEAD_WHO), <i32>headWho - BLOCK);
  store<i32>(word(HEAD_WHO_END), <i32>headOpen - 1 - BLOCK);
  store<i32>(word(HEAD_LABEL), <i32>headLabel - BLOCK);
  store<i32>(word(HEAD_PRECISION), headPrecision);
  store<i32>(word(HEAD_BACKGROUND), <i32>headBackground);
  store<f64>(float(HEAD_US), headUs);
  store<f64>(float(HEAD_PID), <f64>headPid);
}

/**
 * Passes over whole lines from `from` on; returns where the first line begins that must be looked at. Of that line
 * NEWLINE_AT is told. `line`: lines of the block before `from`; `newBlock`: where records begin that start a block of
 * the index.
 */
export function pass(from: i32, line: i32, newBlock: i32, flags: i32): i32 {
  const blockEnd = <usize>(BLOCK + newBlock);
  const saved = load<u16>(end);
  store<u16>(end, 0x0a0a); // a newline that no TAB follows
  let at = <usize>(BLOCK + from);
  let lines = line;
  let records = 0;
  let heads = 0;
  let continuedTo = -1;
  let lastAt: usize = 0;
  let lastUs: f64 = 0;
  let previousUs = load<f64>(float(PREVIOUS_US));
  let reachedUs = load<f64>(float(REACHED_US));
  let lowUs: f64 = Infinity;
  let highUs: f64 = -Infinity;
  store<i32>(word(ASKS), 0);
  forgetHead();

  while (at < end) {
    const run = runAt(at);
    const stop = <usize>load<u32>(run);
    if (stop - at >= MAX_LINE_BYTES) break;
    const first = byte(at);
    let kind = CONTINUATION;
    if (isDigit(first)) {
      if ((flags & CONTINUATIONS_ONLY) != 0) break;
      kind = readHead(at, <usize>load<u32>(run, 8));
      if (headUs < previousUs - BACKWARDS_US) break;
      if (kind == LOG) {
        if (at >= blockEnd || headUs - reachedUs > GAP_US || !isOrdinary(at)) break;
      } else if ((kind != SECONDARY && kind != DETAIL) || explainsRow()) break;
    } else if (heads == 0 && (flags & ORPHANED) != 0) break;

    const newlines = load<i32>(run, 4);
    const isWhole = stop != end && load<u32>(run, 12) == 0;
    let next = stop + 1;
    if (!isWhole) {
      // The line of the stop is cut, or must be looked at.
      if (newlines == lines) break;
      next = stop;
      while (byte(next - 1) != NEWLINE) next--;
    }
    if (kind == CONTINUATION) {
      if (heads == 0) continuedTo = <i32>next - 1 - BLOCK;
    } else {
      if (kind == LOG) {
        if (!countSecond(stampSecond)) break;
        records++;
        lastAt = at;
        lastUs = headUs;
        store<i32>(word(LAST_LINE), lines);
        store<f64>(float(LAST_PID), <f64>headPid);
        store<i32>(word(LAST_PRECISION), headPrecision);
        store<i32>(word(LAST_BACKGROUND), <i32>headBackground);
        reachedUs = max(reachedUs, headUs);
        lowUs = min(lowUs, headUs);
        highUs = max(highUs, headUs);
        forgetRow();
      }
      heads++;
      previousUs = headUs;
    }
    lines = isWhole ? newlines + 1 : newlines;
    at = next;
    if (!isWhole) break;
  }

  store<i32>(word(LINES), lines - line);
  store<i32>(word(RECORDS), records);
  store<i32>(word(HEADS), heads);
  store<i32>(word(CONTINUED_TO), continuedTo);
  store<f64>(float(PREVIOUS_US), previousUs);
  store<f64>(float(REACHED_US), reachedUs);
  store<f64>(float(LOW_US), lowUs);
  store<f64>(float(HIGH_US), highUs);
  if (records != 0) {
    store<i32>(word(LAST_AT), <i32>lastAt - BLOCK);
    store<i32>(word(LAST_END), <i32>newlineFrom(lastAt) - BLOCK);
    store<f64>(float(LAST_US), lastUs);
  }
  tellHead(at);
  const newline = newlineFrom(at);
  store<i32>(word(NEWLINE_AT), newline < end ? <i32>newline - BLOCK : -1);
  store<u16>(end, saved);
  return <i32>at - BLOCK;
}
