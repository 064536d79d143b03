// A log that was scanned in ranges has rows in several segments: on the screen it is one file.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type AnalyzeOptions, browse, defaultOptions, openCase } from "../../../src/analyze/index.ts";
import { openRecords } from "../../../src/tui/records/index.ts";
import { nothing } from "../../incident.ts";
import { renderServerLog, type ServerRecord } from "../../server-log.ts";
import { Turns } from "./made-case.ts";

const folder = mkdtempSync(join(tmpdir(), "postmortem-ranges-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const records = Array.from({ length: 900 }, (_, i): ServerRecord => {
  const session = { user: "app", host: "10.0.0.7", port: 4000 };
  if (i % 40 === 7) return { at: i, pid: 9, session, level: "ERROR", message: "no", statement: "select\n\t1" };
  return { at: i, pid: 7, session, level: "LOG", message: `duration: ${i}.5 ms  statement: SELECT\n\t${i}` };
});
const text = renderServerLog(records, "short");
mkdirSync(join(folder, "instances/aurora-1"), { recursive: true });
writeFileSync(join(folder, "instances/aurora-1/postgresql.log.2026-11-21-1900"), text);

async function shown(options: Partial<AnalyzeOptions>) {
  const evidence = await openCase([folder], nothing, join(folder, "spool"));
  try {
    const { timeline, files, codes, counterparts } = await browse(evidence, { ...defaultOptions, ...options });
    const turns = new Turns();
    const found = openRecords({ timeline, files, codes, counterparts }, turns);
    const [path = ""] = timeline.files;
    const offsetOf = (row: number | null): number | null => (row === null ? null : timeline.byteOffset(row));
    const before = offsetOf(found.rowOfLine(path, 500));
    turns.all();
    const lines = Array.from({ length: text.split("\n").length + 1 }, (_, line) => found.rowOfLine(path, line));
    const bytes = Array.from({ length: 400 }, (_, i) => found.rowOfByte(path, i * 150));
    const sources = [...timeline.inOrder()].map((row) => ({ ...timeline.source(row), line: timeline.line(row) }));
    const segments = timeline.rowsOfFile(path).length;
    return { segments, left: { before, lines: lines.map(offsetOf), bytes: bytes.map(offsetOf), sources } };
  } finally {
    evidence.close();
  }
}

test("lines and bytes lead to the same records, in one segment or in several", async () => {
  const whole = await shown({});
  const ranges = await shown({ rangeBytes: 12_000 });
  expect([whole.segments, ranges.segments > 2]).toEqual([1, true]);
  expect(ranges.left).toEqual(whole.left);
});
