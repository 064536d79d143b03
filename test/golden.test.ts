// Golden incidents: the verdict as recorded, the verdict as it must be, and what may not change it.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { confidenceLevels, type Report } from "../src/model/index.ts";
import { run, type RunOptions } from "./cli/spawn.ts";
import { citedIds, fixtures, golden, incidents, truths } from "./golden/golden.ts";

const schemaFile = fileURLToPath(new URL("../schema/report-1.schema.json", import.meta.url));
let scratch = "";
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "postmortem-golden-"));
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** Analyzes a folder and expects exit 0. */
async function analyze(folder: string, options: RunOptions = {}): Promise<Report> {
  const { code, stdout, stderr } = await run(["analyze", folder, "--json", "-"], options);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Report;
}

const reports = new Map<string, Promise<Report>>();

/** The report of an incident as it lies there, analyzed once. */
function reportOf(incident: string): Promise<Report> {
  const report = reports.get(incident) ?? analyze(join(fixtures, incident));
  reports.set(incident, report);
  return report;
}

/** A copy of an incident under a new name, changed by `change` before it is analyzed. */
function changed(incident: string, as: string, change: (folder: string) => void): string {
  const folder = join(scratch, as);
  cpSync(join(fixtures, incident), folder, { recursive: true });
  change(folder);
  return folder;
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

function contentOf(file: string): Buffer {
  const bytes = readFileSync(file);
  if (file.endsWith(".gz")) return gunzipSync(bytes);
  return file.endsWith(".zst") ? zstdDecompressSync(bytes) : bytes;
}

/** A line with its numbers, addresses and quoted values left out: two lines of one shape say the same. */
function shape(text: string): string {
  return text.replaceAll(/"[^"]*"|'[^']*'/g, "?").replaceAll(/[0-9a-f]{8,}|\d+/gi, "#");
}

function rank(report: Report): number {
  return confidenceLevels.indexOf(report.verdict.level);
}

/** A new working folder in which the incident is called `case`, its files created in the given order. */
function workingFolder(source: string, as: string, files: readonly string[]): string {
  const work = join(scratch, as);
  for (const file of files) {
    mkdirSync(dirname(join(work, "case", file)), { recursive: true });
    writeFileSync(join(work, "case", file), readFileSync(join(source, file)));
  }
  return work;
}

const names = incidents();
const truth = truths();

test("every incident has a truth and a golden verdict, and nothing else has", () => {
  expect(names.length).toBeGreaterThan(7);
  expect(Object.keys(truth).sort()).toEqual(names);
  const goldens = readdirSync(fixtures).filter((name) => name.endsWith(".expected.json"));
  expect(goldens.sort()).toEqual(names.map((name) => `${name}.expected.json`).sort());
});

describe.each(names)("%s", (name) => {
  const folder = join(fixtures, name);
  let report: Report;
  beforeAll(async () => {
    report = await reportOf(name);
  });

  test("gives the golden verdict", () => {
    const expected: unknown = JSON.parse(readFileSync(join(fixtures, `${name}.expected.json`), "utf8"));
    expect(golden(report)).toEqual(expected);
  });

  test("gives a verdict that is right", () => {
    const must = truth[name];
    expect(must).toBeDefined();
    if (must === undefined) return;
    expect(must.class).toContain(report.verdict.class);
    expect(must.levels).toContain(report.verdict.level);
    const incident = report.verdict.incident === null ? undefined : report.incidents[report.verdict.incident];
    const classes = incident?.hypotheses.map((hypothesis) => hypothesis.class) ?? [];
    if (must.leads !== undefined && report.verdict.class === "inconclusive") expect(must.leads).toContain(classes[0]);
    if (must.leads !== undefined) expect(classes.slice(0, 2)).toEqual(expect.arrayContaining([...must.leads]));
    if (must.trigger !== undefined) expect(must.trigger).toContain(incident?.trigger.kind);
    if (must.subtype !== undefined) {
      const subtypes = incident?.clientEffects.map((effect) => effect.subtype);
      expect(subtypes?.some((subtype) => must.subtype?.includes(subtype ?? ""))).toBe(true);
    }
    const races = report.incidents.filter((one) => one.mechanism.class === "split-writer-race");
    if (!must.class.includes("split-writer-race")) expect(races).toEqual([]);
  });

  test("cites the lines the answer rests on", () => {
    const lines = new Map<string, string[]>();
    const lineOf = (file: string, line: number): string => {
      const path = filesOf(folder).find((one) => one.replace(/\.(?:gz|zst)$/, "") === file) ?? file;
      const known = lines.get(file) ?? contentOf(join(folder, path)).toString("latin1").split("\n");
      lines.set(file, known);
      return known[line - 1] ?? "";
    };
    const used = citedIds(report);
    const cited = report.evidence.filter((item) => used.has(item.id) && item.source.line !== null);
    const missed: string[] = [];
    for (const reason of truth[name]?.reasons ?? []) {
      const wanted = new Set(reason.lines.map((line) => shape(lineOf(reason.file, line))));
      const given = cited.some(
        ({ source }) =>
          source.file.replace(/\.(?:gz|zst)$/, "") === reason.file &&
          wanted.has(shape(lineOf(reason.file, source.line ?? 0))),
      );
      if (!given) missed.push(reason.why);
    }
    expect(missed).toEqual([]);
  });

  test("cites only bytes that are there, as written", () => {
    const contents = new Map<string, Buffer>();
    for (const { id, source } of report.evidence) {
      if (source.byteOffset === null || source.byteLength === null || source.line === null) continue;
      const bytes = contents.get(source.file) ?? contentOf(join(folder, source.file));
      contents.set(source.file, bytes);
      expect(source.byteOffset + source.byteLength, id).toBeLessThanOrEqual(bytes.length);
      const before = bytes.subarray(0, source.byteOffset);
      if (source.pointer === null) {
        expect(before.length === 0 || before[before.length - 1] === 10, `${id} starts a line`).toBe(true);
      }
      let line = 1;
      for (const byte of before) if (byte === 10) line++;
      expect(line, `${id}: ${source.file}`).toBe(source.line);
    }
  });

  test("refers only to evidence that is there, and lists none that nothing refers to", () => {
    const listed = new Set(report.evidence.map((item) => item.id));
    const used = citedIds(report);
    expect([...used].filter((id) => !listed.has(id))).toEqual([]);
    expect([...listed].filter((id) => !used.has(id))).toEqual([]);
  });

  test("accounts for every file and every line", () => {
    const { files, bytes, lines, records, continuations, quarantined } = report.accounting;
    expect(lines).toBe(records + continuations + quarantined);
    expect(files).toBe(filesOf(folder).length);
    expect(bytes).toBe(filesOf(folder).reduce((sum, file) => sum + contentOf(join(folder, file)).length, 0));
    expect(report.inputs.map((input) => input.file).sort()).toEqual(filesOf(folder));
  });

  test("is valid by the published schema", () => {
    const schema = JSON.parse(readFileSync(schemaFile, "utf8")) as object;
    const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema);
    expect(validate(report), JSON.stringify(validate.errors?.slice(0, 5))).toBe(true);
  });
});

describe("the order of files, the zone and the locale change nothing", () => {
  test.each(["split-writer-race", "race-one-log-withheld", "stale-endpoint"])("%s", async (name) => {
    const source = join(fixtures, name);
    const elsewhere = { TZ: "America/New_York", LC_ALL: "en_US.UTF-8", LANG: "en_US.UTF-8" };
    const india = { TZ: "Asia/Kolkata", LC_ALL: "de_DE.UTF-8", LANG: "de_DE.UTF-8" };
    // The folder has the same name in both, so that an output which quotes it is not blamed for it.
    const one = workingFolder(source, `forward-${name}`, filesOf(source));
    const other = workingFolder(source, `backward-${name}`, filesOf(source).toReversed());
    for (const output of ["--json", "--report"]) {
      const first = await run(["analyze", "case", output, "-"], { cwd: one, env: elsewhere });
      const second = await run(["analyze", "case", output, "-"], { cwd: other, env: india });
      expect(first.code, first.stderr).toBe(0);
      expect(first.stdout.length).toBeGreaterThan(500);
      expect(second.stdout).toBe(first.stdout);
    }
  });

  test("files named one by one in any order are one case", async () => {
    const folder = join(fixtures, "article-excerpt");
    const files = filesOf(folder);
    const first = await run(["analyze", ...files, "--json", "-"], { cwd: folder });
    const second = await run(["analyze", ...files.toReversed(), "--json", "-"], { cwd: folder });
    expect(first.code, first.stderr).toBe(0);
    expect(second.stdout).toBe(first.stdout);
  });
});

describe("relations decide, not strings", () => {
  test.each(names)("%s without any `ready to accept connections` line does not become another class", async (name) => {
    const folder = changed(name, `unready-${name}`, (copy) => {
      for (const file of filesOf(copy).filter((one) => one.startsWith("instances"))) {
        const kept = contentOf(join(copy, file))
          .toString("latin1")
          .split("\n")
          .filter((line) => !line.includes("ready to accept connections"));
        rmSync(join(copy, file));
        writeFileSync(join(copy, file.replace(/\.(?:gz|zst)$/, "")), kept.join("\n"), "latin1");
      }
    });
    const [whole, unready] = [await reportOf(name), await analyze(folder)];
    expect([whole.verdict.class, "inconclusive"]).toContain(unready.verdict.class);
    if (unready.verdict.class === whole.verdict.class) {
      expect(rank(unready)).toBeLessThanOrEqual(rank(whole));
    }
  });

  test.each(["aurora-1", "aurora-2"])(
    "a race without the log of %s is not called a race, and the log is named",
    async (gone) => {
      const folder = changed("split-writer-race", `without-${gone}`, (copy) => {
        rmSync(join(copy, "instances", gone), { recursive: true });
      });
      const report = await analyze(folder);
      const incident = report.incidents[report.verdict.incident ?? 0];
      const classes = incident?.hypotheses.map((hypothesis) => hypothesis.class) ?? [];
      expect(["inconclusive", "reversed-failover"]).toContain(report.verdict.class);
      if (report.verdict.class === "inconclusive") {
        expect(report.verdict.level).toBe("insufficient");
        expect(classes[0]).toBe("split-writer-race");
      } else {
        expect(["possible", "probable"]).toContain(report.verdict.level);
        expect(classes.slice(0, 2)).toContain("split-writer-race");
      }
      const missing = incident?.hypotheses.find((one) => one.class === "split-writer-race")?.missing ?? [];
      const log = missing.find((item) => item.what.includes(gone));
      expect(log?.what).toMatch(/postgresql\.log\.2026-11-21-19/);
      expect(log?.decides).not.toBe("");
      expect(log?.availableUntil).toMatch(/^2026-11-2\dT.*Z$/);
    },
  );

  test("a race without RDS events is at most possible or probable, never strong, and stays a race or undecided", async () => {
    const folder = changed("split-writer-race", "without-events", (copy) => {
      rmSync(join(copy, "rds-events.json"));
    });
    const report = await analyze(folder);
    expect(["split-writer-race", "inconclusive"]).toContain(report.verdict.class);
    expect(report.verdict.level).not.toBe("strong");
  });

  test("one log under two instance names is one instance", async () => {
    const folder = changed("split-writer-race", "twice", (copy) => {
      rmSync(join(copy, "instances", "aurora-2"), { recursive: true });
      cpSync(join(copy, "instances", "aurora-1"), join(copy, "instances", "aurora-2"), { recursive: true });
    });
    const report = await analyze(folder);
    expect(report.verdict.class).not.toBe("split-writer-race");
    expect(report.problems.map((problem) => problem.kind)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:same-instance|duplicate-file)$/)]),
    );
  });
});

describe("the excerpt of the published article", () => {
  test("as two instances is possibly a race, and says what the excerpt does not show", async () => {
    const report = await reportOf("article-excerpt");
    expect(report.verdict).toMatchObject({ class: "split-writer-race", level: "possible" });
    const race = report.incidents[0]?.hypotheses[0];
    expect(race?.class).toBe("split-writer-race");
    const said = JSON.stringify([race, report.problems]);
    expect(said).toMatch(/identical|read the same/i);
    expect(said).toMatch(/statement/i);
    expect(said).toMatch(/role change|writer change|events/i);
    expect(race?.missing.length).toBeGreaterThan(0);
    for (const item of race?.missing ?? []) expect(item.decides).not.toBe("");
  });

  test("as two loose files at paths that name no instance is one instance, and no race", async () => {
    const text = readFileSync(join(fixtures, "article-excerpt/instances/aurora-1/postgresql.log.2025-10-23-2038"));
    const folder = join(scratch, "loose");
    for (const file of ["one/copy.log", "two/copy.log"]) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    for (const paths of [["."], ["one/copy.log", "two/copy.log"]]) {
      const report = await run(["analyze", ...paths, "--json", "-"], { cwd: folder });
      expect(report.code, report.stderr).toBe(0);
      const { verdict, instances, problems } = JSON.parse(report.stdout) as Report;
      expect(verdict.class).not.toBe("split-writer-race");
      expect(instances.length).toBe(1);
      expect(problems.map((problem) => problem.kind)).toEqual(
        expect.arrayContaining([expect.stringMatching(/^(?:same-instance|duplicate-file)$/)]),
      );
    }
  });
});
