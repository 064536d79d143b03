import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ByteReader } from "../../src/model/index.ts";
import { type BlockConsumer, MAX_LINE_BYTES, feedBlocks } from "../../src/parse/blocks.ts";

/** Lines as they come out: text of whole ones, beginning and length of long ones. */
class Lines implements BlockConsumer {
  readonly found: string[] = [];

  consume(buffer: Buffer, end: number, base: number, final: boolean): number {
    let at = 0;
    while (at < end) {
      const newline = buffer.subarray(0, end).indexOf(10, at);
      if (newline === -1 && !final) break;
      const stop = newline === -1 ? end : newline;
      if (stop - at >= MAX_LINE_BYTES) this.longLine(buffer.subarray(at), MAX_LINE_BYTES, base + at, stop - at);
      else this.found.push(`${base + at} ${buffer.toString("latin1", at, stop)}`);
      at = stop + 1;
    }
    return Math.min(at, end);
  }

  longLine(buffer: Buffer, end: number, base: number, byteLength: number): void {
    this.found.push(`${base} long ${buffer.toString("latin1", 0, Math.min(end, 8))} ${byteLength}`);
  }
}

function reader(bytes: Buffer, atMost = Number.POSITIVE_INFINITY): ByteReader {
  return {
    size: bytes.length,
    read: (target, position) => {
      const part = bytes.subarray(position, position + Math.min(target.length, atMost));
      target.set(part);
      return part.length;
    },
    close: () => {},
  };
}

function feed(bytes: Buffer, blockBytes?: number, from?: number, to?: number, atMost?: number): readonly string[] {
  const lines = new Lines();
  feedBlocks(reader(bytes, atMost), lines, from, to, blockBytes);
  return lines.found;
}

describe("feeding blocks", () => {
  test("gives every line once with its offset, however large blocks and reads are", () => {
    const text = fc
      .array(fc.constantFrom("a", "bc", "\n", "", "long line "), { maxLength: 60 })
      .map((all) => all.join(""));
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 9 }),
        (input, blockBytes, atMost) => {
          const bytes = Buffer.from(input);
          let at = 0;
          const expected =
            input === ""
              ? []
              : input
                  .replace(/\n$/, "")
                  .split("\n")
                  .map((line) => {
                    const shown = `${at} ${line}`;
                    at += line.length + 1;
                    return shown;
                  });
          expect(feed(bytes)).toEqual(expected);
          expect(feed(bytes, blockBytes)).toEqual(expected);
          expect(feed(bytes, blockBytes, undefined, undefined, atMost)).toEqual(expected);
        },
      ),
    );
  });

  test("reads only the part asked for", () => {
    expect(feed(Buffer.from("aa\nbb\ncc\ndd\n"), undefined, 3, 9)).toEqual(["3 bb", "6 cc"]);
  });

  test.each([0, 1, 5, 300_000])(
    "gives the beginning and the length of a line %i bytes longer than is examined",
    (more) => {
      const length = MAX_LINE_BYTES + more;
      const bytes = Buffer.concat([Buffer.from("a\n"), Buffer.alloc(length, "x"), Buffer.from("\nb\n")]);
      const expected = ["0 a", `2 long xxxxxxxx ${length}`, `${length + 3} b`];
      expect(feed(bytes)).toEqual(expected);
      expect(feed(bytes, 5000)).toEqual(expected);
    },
  );

  test("gives a long last line without newline", () => {
    expect(feed(Buffer.alloc(MAX_LINE_BYTES + 7, "x"))).toEqual([`0 long xxxxxxxx ${MAX_LINE_BYTES + 7}`]);
  });

  test("stays small for a line of any length", () => {
    let largest = 0;
    const endless: ByteReader = {
      size: 64 * 1024 * 1024,
      read: (target) => {
        largest = Math.max(largest, target.length);
        target.fill(120);
        return target.length;
      },
      close: () => {},
    };
    const lines = new Lines();
    feedBlocks(endless, lines);
    expect(lines.found).toEqual([`0 long xxxxxxxx ${endless.size}`]);
    expect(largest).toBeLessThan(2 * MAX_LINE_BYTES);
  });

  test("ends when a file became shorter than it was", () => {
    const bytes = reader(Buffer.from("aa\nbb"));
    const lines = new Lines();
    feedBlocks({ ...bytes, size: 100 }, lines);
    expect(lines.found).toEqual(["0 aa", "3 bb"]);
  });
});
