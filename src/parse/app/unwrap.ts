import type { Level } from "../../model/index.ts";
import { appLine } from "./app-line.ts";
import type { AppWrapper, Unwrapped } from "./format.ts";
import { LINE_LIMIT } from "./lines.ts";
import type { PhysicalLine } from "./lines.ts";
import { joined } from "./span.ts";
import type { Span } from "./span.ts";
import type { Stamp } from "./stamp.ts";
import { wrappers } from "./wrappers.ts";

/** A line of payload with its place: one physical line, or several that a wrapper had split or that are one CSV row. */
export interface LogicalLine {
  /** Holds newlines when it comes out of a CSV cell. */
  readonly text: string;
  readonly stamp: Stamp | null;
  /** `none` unless a column beside the payload states one. */
  readonly level: Level;
  /** The physical line, or row, with which it begins. */
  readonly first: Span;
  /** All of it; null when lines of another stream lie between its pieces. */
  readonly whole: Span | null;
  /** First line of {@link first}. */
  readonly line: number;
  /** First byte of {@link first}. */
  readonly offset: number;
  /** Physical lines it took. */
  readonly pieces: number;
  /** Ascends in reading order. */
  readonly order: number;
}

/** A line as it lies in the file, for the outermost wrapper. */
export function barePiece(text: string): Unwrapped {
  return { text, stamp: null, key: null, channel: "", partial: false };
}

/**
 * Removes `chain`, outermost first, as far as the piece has it; one that has none of it is payload of channel `raw`.
 */
export function unwrapLine(chain: readonly AppWrapper[], piece: Unwrapped): Unwrapped {
  if (chain.length === 0) return piece;
  let all: Unwrapped = { ...piece, channel: "raw" };
  for (const [depth, wrapper] of chain.entries()) {
    const inner = wrapper.unwrap(appLine(all.text));
    if (inner === null) break;
    all = {
      ...all,
      text: inner.text,
      stamp: inner.stamp ?? all.stamp,
      key: inner.key ?? all.key,
      channel: depth === 0 ? inner.channel : `${all.channel}${inner.channel}`,
      partial: all.partial || inner.partial,
    };
  }
  return all;
}

/** The wrappers by id that a stream's format chain begins with. */
export function wrapperChain(format: readonly string[]): readonly AppWrapper[] {
  const chain: AppWrapper[] = [];
  for (const id of format) {
    const wrapper = wrappers.find((one) => one.id === id);
    if (wrapper !== undefined) chain.push(wrapper);
  }
  return chain;
}

/** Puts the pieces of split lines of one stream and channel together. */
export class Pieces {
  private open: LogicalLine | null = null;

  /** The whole line once its last piece came, else null. */
  add(piece: Unwrapped, line: PhysicalLine): LogicalLine | null {
    const before = this.open;
    const span = spanOf(line);
    const whole: LogicalLine =
      before === null
        ? {
            text: piece.text,
            stamp: piece.stamp,
            level: piece.level ?? "none",
            first: span,
            whole: span,
            line: line.number,
            offset: line.offset,
            pieces: line.count,
            order: line.order,
          }
        : {
            ...before,
            text: before.text.length >= LINE_LIMIT ? before.text : before.text + piece.text,
            whole: joined(before.whole, span),
            pieces: before.pieces + line.count,
          };
    this.open = piece.partial ? whole : null;
    return piece.partial ? null : whole;
  }

  /** Whether no line waits for its last piece. */
  get isEmpty(): boolean {
    return this.open === null;
  }

  /** What is left of a line whose last piece never came. */
  rest(): LogicalLine | null {
    const rest = this.open;
    this.open = null;
    return rest;
  }
}

function spanOf({ offset, byteLength, number, count }: PhysicalLine): Span {
  return { offset, end: offset + byteLength, line: number, lastLine: number + count - 1 };
}
