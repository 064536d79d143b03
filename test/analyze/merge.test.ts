// Two cases in one folder, hours apart: two incidents, each with the verdict it has alone.
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/model/index.ts";
import { fixtures } from "../golden/golden.ts";
import { judgeFiles } from "../incident.ts";

const HOURS = 5;

/** Every stamp of the formats in these fixtures, moved by whole hours. */
function later(text: string): string {
  return text
    .replace(
      /\b(\d{4}-\d\d-\d\d)([ T])(\d\d)(:\d\d:\d\d)/g,
      (_all, day: string, gap: string, hour: string, rest: string) => {
        const moved = new Date(Date.parse(`${day}T${hour}:00:00Z`) + HOURS * 3_600_000).toISOString();
        return `${moved.slice(0, 10)}${gap}${moved.slice(11, 13)}${rest}`;
      },
    )
    .replace(/"time":(\d{13})\b/g, (_all, ms: string) => `"time":${Number(ms) + HOURS * 3_600_000}`);
}

interface EventDocument {
  readonly Events: readonly object[];
}

/** The files of `second`, five hours later and of other pods, beside those of `first`. */
function merged(first: string, second: string): string {
  const folder = mkdtempSync(join(tmpdir(), "postmortem-merge-"));
  cpSync(join(fixtures, first), folder, { recursive: true });
  const source = join(fixtures, second);
  const events: object[] = [];
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(source, path);
    const text = later(readFileSync(path, "latin1"));
    if (name === "rds-events.json") {
      events.push(...(JSON.parse(text) as EventDocument).Events);
      continue;
    }
    const target = join(
      folder,
      name.startsWith("apps") ? name.replace(/(\.\w+)$/, "-later$1") : name.replace(/(\.csv|\.json)?$/, "-later$1"),
    );
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text, "latin1");
  }
  const file = join(folder, "rds-events.json");
  const own = (JSON.parse(readFileSync(file, "utf8")) as EventDocument).Events;
  writeFileSync(file, JSON.stringify({ Events: [...own, ...events] }));
  return folder;
}

function headlines(report: Report): readonly string[] {
  return report.incidents.map((incident) => incident.hypotheses[0]?.class ?? "none").sort();
}

describe.each([
  ["normal-failover", "split-writer-race"],
  ["split-writer-race", "reversed-failover"],
])("%s, and %s five hours later", (first, second) => {
  test("are two incidents with the verdicts they have alone", async () => {
    const folder = merged(first, second);
    try {
      const both = await judgeFiles([folder]);
      const alone = await Promise.all([first, second].map((name) => judgeFiles([join(fixtures, name)])));
      expect(headlines(both)).toEqual(alone.map((report) => report.verdict.class).sort());
      // The case's headline is the graver one, at the level it has alone.
      const gravest = alone.find((report) => report.verdict.class === both.verdict.class);
      expect(both.verdict.level).toBe(gravest?.verdict.level);
      const [a, b] = both.incidents.map((incident) => Date.parse(incident.window.start)).sort((x, y) => x - y);
      expect((b ?? 0) - (a ?? 0)).toBeGreaterThan((HOURS - 1) * 3_600_000);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

test("a file given twice is no second incident", async () => {
  const folder = mkdtempSync(join(tmpdir(), "postmortem-merge-"));
  try {
    cpSync(join(fixtures, "normal-failover"), folder, { recursive: true });
    const instances = join(folder, "instances/aurora-1");
    for (const name of readdirSync(instances)) copyFileSync(join(instances, name), join(instances, `copy-of-${name}`));
    const report = await judgeFiles([folder]);
    const alone = await judgeFiles([join(fixtures, "normal-failover")]);
    expect(report.incidents).toHaveLength(alone.incidents.length);
    expect([report.verdict.class, report.verdict.level]).toEqual([alone.verdict.class, alone.verdict.level]);
    expect(report.problems.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:duplicate-file|same-instance)$/)]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
