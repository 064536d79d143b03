import { largestBlock } from "../blocks.ts";
import { JsonLines, Stop } from "../json-lines.ts";
import { layoutOf, secondOfMinute } from "./jsonlog-layout.ts";
import type { Keeper } from "./keeper.ts";
import { passableOf } from "./passable.ts";
import { RUN_GAP_US, type ScanPorts } from "./scan.ts";
import type { LineTally } from "./tally.ts";

/** Lines looked at in vain for a layout, for each that taught one. */
const patience = 200;

/**
 * Passes over sessions' ordinary operation in a jsonlog; every line it is not sure of is left to be read. Layouts are
 * learned from lines that were read: PostgreSQL always writes its keys in the same order and leaves absent ones out.
 */
export class JsonlogRuns {
  private readonly lines: JsonLines;
  private readonly ports: ScanPorts;
  private readonly keeper: Keeper;
  private readonly tally: LineTally;
  private credit = patience;
  private unknownAt = -1;

  private constructor(lines: JsonLines, ports: ScanPorts, keeper: Keeper, tally: LineTally) {
    this.lines = lines;
    this.ports = ports;
    this.keeper = keeper;
    this.tally = tally;
  }

  /** Null where nothing may or can be passed over. To be closed. */
  static make(ports: ScanPorts, keeper: Keeper, tally: LineTally): JsonlogRuns | null {
    const passable = ports.scanner === "plain" ? null : passableOf(ports);
    if (passable === null) return null;
    const lines = JsonLines.take(null, largestBlock(ports.blockBytes));
    if (lines === null) return null;
    lines.setPrefixes(passable.session, passable.sampled);
    keeper.shareBudget(lines.budget);
    lines.lane = 0;
    return new JsonlogRuns(lines, ports, keeper, tally);
  }

  /** The file ended: its buffers may be used for another. */
  close(): void {
    this.lines.release();
  }

  /** A buffer for the file's bytes. */
  buffer(byteLength: number): Buffer {
    return this.lines.buffer(byteLength);
  }

  /** Looks at the first `end` bytes of the buffer from now on. */
  attach(end: number): void {
    this.lines.attach(end);
  }

  /** Passes over lines of `view` from `at` on; `base` is the file's offset of its first byte. Returns where it stopped. */
  pass(view: Buffer, at: number, base: number): number {
    const { lines, keeper, tally } = this;
    const newBlock = (this.ports.index?.blockEnd ?? Infinity) - base;
    this.unknownAt = at;
    let from = at;
    for (let reachedUs = keeper.passableUs; !Number.isNaN(reachedUs); reachedUs = keeper.passableUs) {
      lines.limit(Math.max(0, newBlock), reachedUs + RUN_GAP_US, tally.previousUs);
      const stop = lines.walk(from);
      from = lines.line;
      if (lines.count > 0) this.account(view, base);
      if (stop === Stop.full || (stop === Stop.other && lines.count > 0)) continue;
      if (stop === Stop.minute && this.learnMinute()) continue;
      this.unknownAt = stop === Stop.unknown ? from : -1;
      break;
    }
    return from;
  }

  private account(view: Buffer, base: number): void {
    const { lines, tally } = this;
    const { count, lastUs: timeUs, lowestUs: lowUs, highestUs: highUs } = lines;
    const { start, end, pid, digits } = lines.last;
    const precision = digits === 0 ? 0 : digits > 3 ? 2 : 1;
    const last = { start, end: view[end] === 13 ? end + 1 : end, timeUs, precision, pid, lowUs, highUs };
    this.keeper.passed(
      count,
      { ...last, linesBefore: count - 1, background: false },
      0,
      base + start,
      tally.line + count - 1,
    );
    tally.passed(count, count, timeUs);
    const { histogram } = this.ports;
    if (histogram != null) lines.histogram((second, level, n) => histogram.count(second, level, n));
  }

  private learnMinute(): boolean {
    const second = secondOfMinute(this.lines.minute.text);
    if (second !== null) this.lines.setMinute(true, second);
    return second !== null;
  }

  /** The line `view[at, newline)` was read: perhaps the next one like it need not be. */
  learn(view: Buffer, at: number, newline: number): void {
    if (at !== this.unknownAt || this.credit === 0) return;
    this.credit--;
    const layout = layoutOf(view.subarray(at, newline));
    if (layout !== null && this.lines.learn(layout)) this.credit += patience;
  }
}
