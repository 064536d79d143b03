import { appLine } from "./app-line.ts";
import type { AppWrapper, Unwrapped } from "./format.ts";
import { LINE_LIMIT } from "./lines.ts";
import type { PhysicalLine } from "./lines.ts";
import type { Stamp } from "./stamp.ts";
import { wrappers } from "./wrappers.ts";

/** A line of payload with its place: one physical line, or several that a wrapper had split. */
export interface LogicalLine {
  readonly text: string;
  readonly stamp: Stamp | null;
  readonly offset: number;
  /** Length of the first physical line. */
  readonly firstLength: number;
  /** End of the last physical line (exclusive, without newline). */
  readonly end: number;
  readonly line: number;
  readonly lastLine: number;
  /** Physical lines it took. */
  readonly pieces: number;
  /** No line of another stream lies between its pieces. */
  readonly contiguous: boolean;
}

/** Removes `chain`, outermost first, as far as the line has it; a line that has none of it is payload of channel `raw`. */
export function unwrapLine(chain: readonly AppWrapper[], text: string): Unwrapped {
  let all: Unwrapped = { text, stamp: null, key: null, channel: chain.length === 0 ? "" : "raw", partial: false };
  for (const [depth, wrapper] of chain.entries()) {
    const inner = wrapper.unwrap(appLine(all.text));
    if (inner === null) break;
    all = {
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
    const end = line.offset + line.byteLength;
    const before = this.open;
    const whole: LogicalLine =
      before === null
        ? {
            text: piece.text,
            stamp: piece.stamp,
            offset: line.offset,
            firstLength: line.byteLength,
            end,
            line: line.number,
            lastLine: line.number,
            pieces: 1,
            contiguous: true,
          }
        : {
            ...before,
            text: before.text.length >= LINE_LIMIT ? before.text : before.text + piece.text,
            end,
            lastLine: line.number,
            pieces: before.pieces + 1,
            contiguous: before.contiguous && line.number === before.lastLine + 1,
          };
    this.open = piece.partial ? whole : null;
    return piece.partial ? null : whole;
  }

  /** What is left of a line whose last piece never came. */
  rest(): LogicalLine | null {
    const rest = this.open;
    this.open = null;
    return rest;
  }
}
