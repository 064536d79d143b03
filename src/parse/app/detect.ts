import type { ByteReader } from "../../model/index.ts";
import { appLine } from "./app-line.ts";
import { isBlank, isContinuation } from "./continuation.ts";
import type { AppFormat, AppLine, AppWrapper, Head, Unwrapped } from "./format.ts";
import { formats } from "./formats.ts";
import { physicalLines } from "./lines.ts";
import { payloadOf } from "./payload.ts";
import { Pieces, unwrapLine } from "./unwrap.ts";
import { wrappers } from "./wrappers.ts";

const depthLimit = 4;
const edge = 256 * 1024;

/** What a format found in a line, and which format it was. */
export interface Found {
  readonly format: AppFormat;
  readonly head: Head;
}

/** A stream's identity inside of a file. */
export function laneId(key: string | null, channel: string): string {
  return `${key ?? ""}\u0000${channel}`;
}

/** The first format of the registry that reads the line as a record's head; the last resort (any text) is left out. */
export function firstHead(line: AppLine): Found | null {
  for (const format of formats) {
    if (isLastResort(format)) continue;
    const head = format.head(line);
    if (head !== null) return { format, head };
  }
  return null;
}

/** The format that takes any text. */
export const lastResort: AppFormat = formats.at(-1) ?? {
  id: "",
  title: "",
  references: [],
  joins: "by-pattern",
  head: () => null,
  samples: { matches: [], ignores: [] },
};

/** Whether a format takes any text. */
export function isLastResort(format: AppFormat): boolean {
  return format === lastResort;
}

/** Up to 400 lines: the first 100, 200 spread over the file, the last 100. */
export function sampleLines(reader: ByteReader): string[] {
  const head = take(physicalLines(reader, 0, Math.min(reader.size, 2 * edge)), 400);
  if (reader.size <= 2 * edge) return head;
  const lines = head.slice(0, 100);
  for (let i = 1; i <= 20; i++) {
    const from = Math.floor((reader.size * i) / 21);
    lines.push(...take(physicalLines(reader, from, Math.min(reader.size, from + edge / 4)), 12).slice(1, -1));
  }
  const tail = [...physicalLines(reader, reader.size - edge)].slice(1).map((line) => line.text);
  return [...lines, ...tail.slice(-100)];
}

function take(lines: Iterable<{ readonly text: string }>, count: number): string[] {
  const taken: string[] = [];
  for (const line of lines) {
    taken.push(line.text);
    if (taken.length >= count) break;
  }
  return taken;
}

/** The wrappers around a file's lines, outermost first: each must fit at least half of the lines that are not blank. */
function detectWrappers(sample: readonly string[]): readonly AppWrapper[] {
  const chain: AppWrapper[] = [];
  let lines = sample.filter((text) => !isBlank(text));
  while (chain.length < depthLimit && lines.length > 0) {
    let best: { wrapper: AppWrapper; inner: string[] } | null = null;
    for (const wrapper of wrappers) {
      const inner = lines.flatMap((text) => wrapper.unwrap(appLine(text))?.text ?? []);
      if (inner.length * 2 >= lines.length && inner.length > (best?.inner.length ?? 0)) best = { wrapper, inner };
    }
    if (best === null || chain.includes(best.wrapper)) break;
    chain.push(best.wrapper);
    lines = best.inner.filter((text) => !isBlank(text));
  }
  return chain;
}

/** How well a stream's lines are understood. */
export interface Fit {
  readonly format: AppFormat;
  /** Lines that are a head of some format. */
  readonly heads: number;
  /** Lines that are neither head, continuation nor blank. */
  readonly others: number;
}

/**
 * The format of a stream's lines: the most specific one that reads at least half as many heads as the best. A format
 * that takes every line up to the next head as its own must show a head for every eight plain lines.
 */
function detectFormat(lines: readonly string[]): Fit {
  const counts = new Map<AppFormat, number>();
  let heads = 0;
  let others = 0;
  for (const text of lines) {
    const { line } = payloadOf(text);
    const matching = formats.filter((format) => !isLastResort(format) && format.head(line) !== null);
    if (matching.length > 0) heads++;
    else if (!isBlank(line.text) && !isContinuation(line.text)) others++;
    for (const format of matching) counts.set(format, (counts.get(format) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values());
  const format = formats.find((one) => most > 0 && (counts.get(one) ?? 0) * 2 >= most) ?? lastResort;
  const sparse = format.joins === "until-head" && heads * 8 < others;
  return { format: sparse ? lastResort : format, heads, others };
}

/** How a file is read: its wrappers, and the format of each stream that the sample shows. */
export interface Layout {
  readonly wrappers: readonly AppWrapper[];
  readonly fits: ReadonlyMap<string, Fit>;
}

/** Finds a file's layout from a sample of its lines, or of what an export's rows hold. */
export function detectLayout(sample: readonly Unwrapped[]): Layout {
  const chain = detectWrappers(sample.map(({ text }) => text));
  const lanes = new Map<string, { readonly pieces: Pieces; readonly lines: string[] }>();
  for (const [number, outer] of sample.entries()) {
    const piece = unwrapLine(chain, outer);
    const id = laneId(piece.key, piece.channel);
    const lane = lanes.get(id) ?? { pieces: new Pieces(), lines: [] };
    lanes.set(id, lane);
    const line = { text: outer.text, offset: 0, byteLength: 0, number, count: 1, order: number, nulAt: -1 };
    const whole = lane.pieces.add(piece, line);
    if (whole !== null) lane.lines.push(whole.text);
  }
  return { wrappers: chain, fits: new Map([...lanes].map(([id, { lines }]) => [id, detectFormat(lines)])) };
}
