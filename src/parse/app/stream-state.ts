import { LevelCode, PartCode, SECOND_US } from "../../model/index.ts";
import type { HistogramSink, RecordSink } from "../../model/index.ts";
import type { AppScanPorts, AppStreamInfo } from "./index.ts";
import type { TimeGate } from "../postgresql/scan.ts";
import type { OpenRecord } from "./open-record.ts";
import { assemble, fullText } from "./record.ts";
import type { AppRecord } from "./record.ts";
import type { ZoneClock } from "./zone.ts";

const pendingLimit = 64;
const undatedLimit = 1000;
const secondsKept = 64;
const poolerFormats: ReadonlySet<string> = new Set(["pgbouncer", "haproxy"]);
/** Ordinary records of a pooler kept from the beginning of its log. */
const beginningLimit = 32;
const orderSample = 200;

/** A channel whose last record can be opened again. */
interface Resumable {
  resume(): void;
}

/** Records that were passed over. */
export interface Passed {
  readonly count: number;
  readonly format: string;
  /** Whether they state their zone. */
  readonly stated: boolean;
  readonly lowestUs: number;
  readonly highestUs: number;
  /** Their number by second and level. */
  readonly histogram: (count: (second: number, level: number, n: number) => void) => void;
}

/** A stream's records on their way to the sink, in the order in which they begin in the file. */
export class StreamState {
  private readonly key: string | null;
  private readonly sink: RecordSink & Partial<HistogramSink>;
  private readonly ports: AppScanPorts;
  private readonly clock: ZoneClock;
  private readonly gate: TimeGate | null;
  /** Records not given to the sink yet, in reading order. */
  private readonly queue: OpenRecord[] = [];
  /** Where split lines began whose last piece has not come: what begins behind them waits. */
  private readonly holds = new Map<object, number>();
  private readonly seconds = new Set<number>();
  /** The channel whose last line was passed over: its record is open, though not in the queue. */
  private passing: Resumable | null = null;
  private beginningKept = 0;
  private readonly formats = new Map<string, number>();
  private skipped: (() => void) | null = null;
  private first = true;
  private undatedKept = 0;
  private dated = 0;
  private undated = 0;
  private stated = 0;
  private firstUs = Number.NaN;
  private lastUs = Number.NaN;
  private previousUs = Number.NaN;
  private rising = 0;
  private falling = 0;

  constructor(key: string | null, ports: AppScanPorts, clock: ZoneClock) {
    this.key = key;
    this.ports = ports;
    this.clock = clock;
    this.sink = ports.open(key);
    this.gate = ports.gate?.() ?? null;
  }

  /** A record begins. Returns the oldest one still open when too many wait behind it; it must be closed. */
  begin(record: OpenRecord): OpenRecord | null {
    let at = this.queue.length;
    while (at > 0 && (this.queue[at - 1]?.order ?? 0) > record.order) at--;
    this.queue.splice(at, 0, record);
    if (this.queue.length <= pendingLimit) return null;
    this.holds.clear();
    return this.queue[0] ?? null;
  }

  /** A channel's split line began at `order`, or came to its end (null). */
  hold(channel: object, order: number | null): void {
    if (order === null) this.holds.delete(channel);
    else if (!this.holds.has(channel)) this.holds.set(channel, order);
  }

  /** A record got its last line. */
  close(record: OpenRecord): void {
    record.done = true;
    this.drain();
  }

  /** Whether a record that is passed over now changes nothing but counts: none but `open` is on its way. */
  isIdle(open: OpenRecord | null): boolean {
    if (this.dated < orderSample || this.holds.size > 0) return false;
    return this.queue.every((record) => record === open);
  }

  /** Whether a record of this second (since the epoch) is the sample already. */
  isSampled(second: number): boolean {
    return this.seconds.has(second);
  }

  /** The last line of a channel was passed over. */
  hasPassed(channel: Resumable): void {
    this.passing = channel;
  }

  /** Another channel gets a line: what this stream's other channels have open waits in the queue before it. */
  resumeOthers(channel: Resumable): void {
    if (this.passing === null || this.passing === channel) return;
    this.passing.resume();
    this.passing = null;
  }

  /** Counts records that were passed over, as {@link deliver} does. */
  pass({ count, format, stated, lowestUs, highestUs, histogram }: Passed): void {
    this.formats.set(format, (this.formats.get(format) ?? 0) + count);
    this.dated += count;
    if (stated) this.stated += count;
    this.reach(lowestUs);
    this.reach(highestUs);
    if (this.sink.count !== undefined) histogram((second, level, n) => this.sink.count?.(second, level, n));
  }

  /** Whether {@link pass} would note one of the times. */
  isBeyond(lowestUs: number, highestUs: number): boolean {
    return !(lowestUs >= this.firstUs) || !(highestUs <= this.lastUs);
  }

  private reach(timeUs: number): void {
    if (!(timeUs >= this.firstUs)) this.firstUs = timeUs;
    if (!(timeUs <= this.lastUs)) this.lastUs = timeUs;
  }

  private drain(): void {
    for (let next = this.queue[0]; next?.done === true; next = this.queue[0]) {
      const { order } = next;
      if (this.holds.size > 0 && [...this.holds.values()].some((held) => held < order)) return;
      this.queue.shift();
      this.deliver(next);
    }
  }

  private deliver(open: OpenRecord): void {
    const record = assemble(open.head, open.rest, open.outer, this.clock);
    const { format, span } = open;
    const level = LevelCode[record.level];
    if (!open.counted) this.formats.set(format.id, (this.formats.get(format.id) ?? 0) + 1);
    if (this.gate?.passes(record.timeUs) === false) return;
    if (!open.counted) this.count(record, level);
    const signature = this.ports.matcher.match(fullText(record), record.sqlstate);
    const add = (): void => {
      this.sink.add(
        record.timeUs,
        record.precision,
        level,
        PartCode.message,
        signature,
        span.offset,
        span.end - span.offset,
        span.line,
        record.pid ?? 0,
        0,
        record.localPort ?? 0,
        -1,
      );
    };
    const notable = level >= LevelCode.warning || signature !== 0 || this.first || this.ports.keep === "all";
    this.first = false;
    // Asked for every record: an ordinary one that is kept for another reason is its second's sample too.
    const sample =
      level < LevelCode.warning && signature === 0 && (this.isBeginning(format.id) || this.isSample(record));
    if (notable || sample) {
      this.skipped = null;
      add();
    } else this.skipped = add;
  }

  /** Where a pooler listens and which servers it opened sessions on stands in its first lines. */
  private isBeginning(format: string): boolean {
    return poolerFormats.has(format) && this.beginningKept++ < beginningLimit;
  }

  /** At most one ordinary record a second; undated ones, which have no second, as long as the stream has times at all. */
  private isSample(record: AppRecord): boolean {
    if (Number.isNaN(record.timeUs)) return this.dated > 0 && this.undatedKept++ < undatedLimit;
    const second = Math.floor(record.timeUs / SECOND_US);
    if (this.seconds.has(second)) return false;
    this.seconds.add(second);
    if (this.seconds.size > secondsKept) for (const oldest of this.seconds) return this.seconds.delete(oldest);
    return true;
  }

  private count(record: AppRecord, level: number): void {
    const { timeUs } = record;
    if (Number.isNaN(timeUs)) {
      this.undated++;
      return;
    }
    this.dated++;
    if (record.zone === "stated") this.stated++;
    if (this.dated <= orderSample) {
      if (timeUs > this.previousUs) this.rising++;
      else if (timeUs < this.previousUs) this.falling++;
    }
    this.previousUs = timeUs;
    this.reach(timeUs);
    this.sink.count?.(Math.floor(timeUs / SECOND_US), level, 1);
  }

  /** Gives the last record to the sink, kept or not, and tells what the stream was. */
  finish(wrappers: readonly string[], locked: string): AppStreamInfo {
    this.holds.clear();
    this.drain();
    this.skipped?.();
    this.skipped = null;
    let most = locked;
    for (const [id, count] of this.formats) if (count > (this.formats.get(most) ?? 0)) most = id;
    return {
      key: this.key,
      format: [...wrappers, most],
      timeBasis: this.dated === 0 ? "none" : this.stated * 2 >= this.dated ? "stated" : "assumed",
      descending: this.falling >= 2 && this.falling > 3 * this.rising,
      dated: this.dated,
      undated: this.undated,
      firstUs: this.firstUs,
      lastUs: this.lastUs,
    };
  }
}
