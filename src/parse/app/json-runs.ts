import { Buffer } from "node:buffer";
import type { ByteReader, ClientMatcher, LineCounts } from "../../model/index.ts";
import { largestBlock } from "../blocks.ts";
import { JsonLines, Stop } from "../json-lines.ts";
import type { Slot } from "../json-lines.ts";
import { sqlstateOf } from "./fields.ts";
import type { AppFormat, AppWrapper, Unwrapped } from "./format.ts";
import type { AppScanPorts } from "./index.ts";
import { layoutOf, secondOfMinute } from "./json-layout.ts";
import type { AppLayout } from "./json-layout.ts";
import type { Lane } from "./lane.ts";
import { lineText } from "./lines.ts";
import type { PhysicalLine } from "./lines.ts";
import { stampOf } from "./stamp.ts";
import type { Tracks } from "./tracks.ts";
import { barePiece, unwrapLine } from "./unwrap.ts";
import { isUtc } from "./zone.ts";

/** Lines of one lane that are read alike. */
interface Kind {
  readonly lane: Lane;
  readonly format: AppFormat;
  readonly stated: boolean;
  readonly decimal: boolean;
}

/** A line of the file. */
type Place = Pick<PhysicalLine, "offset" | "byteLength" | "number">;

/** Lines looked at in vain for a layout, for each that taught one. */
const patience = 200;
const maxKinds = 4096;
const MAX_HEADER = 600;

/**
 * Passes over the JSON lines of an application log that matter to nobody: level below warning, no signature, their
 * second sampled already. What it leaves behind is what the lines would have left had each been read; every line it is
 * not sure of is left to be read. Layouts are learned from lines that were read.
 */
export class JsonRuns {
  private readonly lines: JsonLines;
  private readonly bytes: ByteReader;
  private readonly matcher: ClientMatcher;
  private readonly tracks: Tracks;
  private readonly wrappers: readonly AppWrapper[];
  private readonly counts: LineCounts;
  private readonly utc: boolean;
  private readonly kinds: Kind[] = [];
  private view: Buffer = Buffer.alloc(0);
  private end = 0;
  private base = 0;
  private credit = patience;
  /** Where the last walk stopped at a line without a layout, or -1. */
  private unknownAt = -1;

  private constructor(
    lines: JsonLines,
    bytes: ByteReader,
    ports: AppScanPorts,
    tracks: Tracks,
    wrappers: readonly AppWrapper[],
    counts: LineCounts,
  ) {
    this.lines = lines;
    this.bytes = bytes;
    this.matcher = ports.matcher;
    this.tracks = tracks;
    this.wrappers = wrappers;
    this.counts = counts;
    this.utc = wrappers.length === 0 && isUtc(ports.zone);
  }

  /** Null where nothing may or can be passed over. To be closed. */
  static make(
    bytes: ByteReader,
    ports: AppScanPorts,
    tracks: Tracks,
    wrappers: readonly AppWrapper[],
    counts: LineCounts,
  ): JsonRuns | null {
    if (ports.gate != null) return null; // it is asked about every record
    if (ports.keep === "all" || ports.scanner === "plain" || ports.matcher.needles === undefined) return null;
    const lines = JsonLines.take(ports.matcher.needles, largestBlock(ports.blockBytes));
    return lines === null ? null : new JsonRuns(lines, bytes, ports, tracks, wrappers, counts);
  }

  /** The file ended: its buffers may be used for another. */
  close(): void {
    this.lines.release();
  }

  /** A buffer for the file's bytes. */
  buffer(byteLength: number): Buffer {
    return this.lines.buffer(byteLength);
  }

  /** Looks at `view[0, end)` of its buffer from now on, which lies at `base` in the file. */
  attach(view: Buffer, end: number, base: number): void {
    [this.view, this.end, this.base] = [view, end, base];
    this.lines.attach(end);
  }

  /** Passes over lines from `at` on, the first of which is line `number` of the file; returns where it stopped. */
  pass(at: number, number: number): number {
    const { lines } = this;
    this.unknownAt = at;
    if (this.kinds.length === 0) return at;
    let from = at;
    let line = number;
    let kind: Kind | null = null;
    lines.lane = -1;
    for (;;) {
      lines.limit(this.end, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
      const stop = lines.walk(from);
      const { count } = lines;
      if (count > 0 && kind !== null) this.account(kind, count, line);
      line += count;
      from = lines.line;
      if (stop === Stop.full) continue;
      if (stop === Stop.minute && this.learnMinute()) continue;
      if (stop === Stop.message && this.isHarmless()) {
        lines.forgive(from);
        continue;
      }
      if (stop === Stop.other) {
        kind = this.allowed();
        if (kind !== null) continue;
      }
      this.unknownAt = stop === Stop.unknown ? from : -1;
      return from;
    }
  }

  /** Whether the line at which the walk stopped may pass after all: its lane has nothing open, its second is sampled. */
  private allowed(): Kind | null {
    const { lane: index, second } = this.lines.leaf;
    const kind = this.kinds[index];
    if (kind === undefined || !kind.lane.yields(kind.format, second)) return null;
    this.lines.lane = index;
    this.lines.only(second);
    return kind;
  }

  private account({ lane, format, stated, decimal }: Kind, count: number, firstLine: number): void {
    const { lines, counts } = this;
    counts.lines += count;
    counts.records += count;
    let { lowestUs, highestUs } = lines;
    // A fraction's last digits were dropped: it is read again where it could tell.
    if (decimal && lane.stream.isBeyond(lowestUs, highestUs + 1)) {
      lowestUs = this.exactly(lines.lowestAt);
      highestUs = this.exactly(lines.highestAt);
    }
    lane.stream.pass({
      count,
      format: format.id,
      stated,
      lowestUs,
      highestUs,
      histogram: (tell) => lines.histogram(tell),
    });
    const { start, end } = lines.last;
    const stop = this.view[end] === 13 ? end + 1 : end;
    const place = { offset: this.base + start, byteLength: stop - start, number: firstLine + count - 1 };
    lane.passed({ read: () => this.readAgain(place) });
  }

  private readAgain({ offset, byteLength, number }: Place): { readonly piece: Unwrapped; readonly line: PhysicalLine } {
    const bytes = Buffer.allocUnsafe(byteLength);
    this.bytes.read(bytes, offset);
    const line = { text: lineText(bytes), offset, byteLength, number, count: 1, order: number, nulAt: -1 };
    return { piece: unwrapLine(this.wrappers, barePiece(line.text)), line };
  }

  /** The time that is written at `at` as a number. */
  private exactly(at: number): number {
    const text = /^[\d.]+/.exec(this.view.toString("latin1", at, at + 24))?.[0];
    return stampOf(Number(text))?.us ?? Number.NaN;
  }

  private learnMinute(): boolean {
    const { isTime, text } = this.lines.minute;
    const second = secondOfMinute(text);
    if (second !== null) this.lines.setMinute(isTime, second);
    return second !== null;
  }

  /** A needle stands in the message: whether it makes a signature all the same. */
  private isHarmless(): boolean {
    const { start, end } = this.lines.slot;
    for (let i = start; i < end; i++) if ((this.view[i] ?? 0) > 127) return false;
    const message = JSON.parse(`"${this.view.toString("latin1", start, end)}"`) as string;
    return this.matcher.match(message, sqlstateOf(null, message)) === 0;
  }

  /** The line `view[at, newline)` was read: perhaps the next one like it need not be. */
  learn(at: number, newline: number): void {
    if (at !== this.unknownAt || this.credit <= 0 || this.kinds.length > maxKinds) return;
    this.credit--;
    const end = this.view[newline - 1] === 13 ? newline - 1 : newline;
    const whole = this.view.toString("latin1", at, end);
    // Colours and byte order marks are removed before a line is read.
    if (whole.includes("\u001b") || !whole.endsWith("}")) return;
    const piece = unwrapLine(this.wrappers, barePiece(whole));
    const header = whole.length - piece.text.length;
    if (piece.partial || header > MAX_HEADER || !whole.endsWith(piece.text) || !piece.text.startsWith('{"')) return;
    const lane = this.tracks.lane(piece.key, piece.channel);
    const layout = layoutOf(piece.text, lane.format, this.utc);
    const wrapped = layout === null ? null : withHeader(layout, whole.slice(0, header));
    if (wrapped === null) return;
    const { stated, decimal } = wrapped;
    const alike = (kind: Kind): boolean =>
      kind.lane === lane && kind.format === lane.format && kind.stated === stated && kind.decimal === decimal;
    let index = this.kinds.findIndex(alike);
    if (index === -1) index = this.kinds.push({ lane, format: lane.format, stated, decimal }) - 1;
    if (this.lines.learn({ ...wrapped, lane: index })) this.credit += patience;
  }
}

const nodeTime = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}/;

/** The layout behind what wrappers put in front: fixed text, and at most one time. */
function withHeader(layout: AppLayout, header: string): AppLayout | null {
  if (header === "") return layout;
  const [first, ...parts] = layout.parts;
  if (first === undefined) return null;
  const time = nodeTime.exec(header);
  if (time === null) return { ...layout, parts: [{ ...first, lead: header + first.lead }, ...parts] };
  const slot: Slot = { kind: "stamp", of: "node", comma: false, zoneSeconds: 0, behind: "" };
  const behind = header.slice(time.index + time[0].length) + first.lead;
  return { ...layout, parts: [{ lead: header.slice(0, time.index), slot }, { ...first, lead: behind }, ...parts] };
}
