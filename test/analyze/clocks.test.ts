// A correction of clocks is reported, applied to the order, and can be taken back.
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { analyze, defaultOptions, openCase } from "../../src/analyze/index.ts";
import type { Report } from "../../src/model/index.ts";
import { nothing, Server } from "../incident.ts";
import { instant } from "../server-log.ts";

/** Two refused writes and two ended sessions, told by both ends; the application's clock is 37 s fast. */
async function reportWith(clocks: "corrected" | "as-written"): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "postmortem-clocks-"));
  const server = new Server("aurora-1").idles(-600, 600);
  const lines: string[] = [];
  for (const [i, pid] of [700, 701, 702, 703, 704].entries()) {
    const at = i * 7;
    server.born(at - 1, pid).refuses(at, pid);
    const err = { message: "cannot execute UPDATE in a read-only transaction", code: "25006", processID: pid };
    lines.push(JSON.stringify({ level: 50, time: Date.parse(instant(at + 0.05 + 37)), msg: "job failed", err }));
  }
  try {
    for (const { path, text } of [server.log(), { path: "apps/api/pod-1.log", text: `${lines.join("\n")}\n` }]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const evidence = await openCase([folder], nothing, join(folder, "spool"));
    try {
      return await analyze(evidence, { ...defaultOptions, clocks });
    } finally {
      evidence.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** When the application's first error is put, in the report. */
function firstError(report: Report): string | null | undefined {
  return report.incidents[0]?.moments.find(({ text }) => text.startsWith("api/pod-1"))?.time;
}

test("the order follows the corrected clock, unless it is taken as written; the estimate is told either way", async () => {
  const [corrected, written] = [await reportWith("corrected"), await reportWith("as-written")];
  for (const report of [corrected, written]) {
    expect(report.clients[0]?.offsetSeconds).toBeGreaterThan(36);
    expect(report.clients[0]?.offsetSeconds).toBeLessThan(38);
    expect(report.clients[0]?.clock.state).toBe("shifted");
  }
  const apart = Date.parse(firstError(written) ?? "") - Date.parse(firstError(corrected) ?? "");
  expect(Math.abs(apart / 1000 - 37)).toBeLessThan(1);
  expect(corrected.problems.map(({ kind }) => kind)).toContain("zone-estimated");
  expect(written.problems.map(({ kind }) => kind)).not.toContain("zone-estimated");
  expect([corrected.options["clocks"], written.options["clocks"]]).toEqual(["corrected", "as-written"]);
});
