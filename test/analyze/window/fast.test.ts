// A window read the fast way is the same window read record by record.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runScan, type ScanTask } from "../../../src/analyze/scan-task.ts";
import type { FilePart } from "../../../src/analyze/window/limits.ts";
import type { TimeWindow } from "../../../src/analyze/window/time-window.ts";
import { sniffServerLog } from "../../../src/parse/index.ts";
import { logOf, memoryFile, serverFormats, ZERO_US } from "./logs.ts";

type ServerTask = Extract<ScanTask, { kind: "server" }>;

/** What a scan leaves: rows, histogram, counts and extent. */
function scanned(text: string, scanner: ServerTask["scanner"], window: TimeWindow, part: FilePart | null) {
  const { bytes, path } = memoryFile(text, "postgresql");
  const sniff = sniffServerLog(Buffer.from(text));
  if (sniff === null) throw new Error("no server log");
  let task: ScanTask = { kind: "server", path, keep: "notable", sniff, scanner, limits: { window, part }, range: null };
  for (let rounds = 1; ; rounds++) {
    const pages: Buffer[] = [];
    const result = runScan(task, bytes, (page) => {
      pages.push(Buffer.from(Buffer.from(page.buffer, page.byteOffset, page.byteLength)));
    });
    if (result.kind !== "server") throw new Error("no server log");
    if (result.again === null) {
      const { segment, scan } = result;
      const { firstUs, lastUs, counts } = scan;
      return { rounds, left: { rows: Buffer.concat(pages).toString("hex"), segment, firstUs, lastUs, counts } };
    }
    task = result.again;
  }
}

/** Mostly a second apart; now and then a silence, or a record that is late. */
const times = fc
  .array(
    fc.tuple(fc.oneof(fc.constantFrom(0, 0.4, 1), fc.integer({ min: 0, max: 40 })), fc.constantFrom(0, 0, 0, 3, 20)),
    {
      minLength: 50,
      maxLength: 400,
    },
  )
  .map((steps) => {
    let now = 0;
    return steps.map(([step, late]) => (now += step) - late);
  });

describe.each(serverFormats)("%s", (format) => {
  test("fast and plain leave the same of a window", () => {
    fc.assert(
      fc.property(
        times,
        fc.double({ min: -0.1, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 400 }),
        (at, share, length) => {
          const text = logOf(format, at);
          const sinceUs = ZERO_US + Math.round(share * Math.max(...at)) * 1e6;
          const window = { sinceUs, untilUs: sinceUs + length * 1e6 };
          expect(scanned(text, "fast", window, null).left).toEqual(scanned(text, "plain", window, null).left);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("the fast way is not given up for records that all lie inside", () => {
    const text = logOf(
      format,
      Array.from({ length: 3000 }, (_, i) => i * 0.5),
    );
    const window = { sinceUs: ZERO_US, untilUs: ZERO_US + 2_000e6 };
    expect(scanned(text, "fast", window, null).rounds).toBe(1);
  });
});
