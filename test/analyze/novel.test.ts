// Lines that nobody knows, in logs as RDS writes them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { load } from "../../src/analyze/load.ts";
import { novelLines, type Novelty } from "../../src/analyze/novel.ts";
import { openCase } from "../../src/analyze/open-case.ts";
import { defaultOptions } from "../../src/analyze/options.ts";
import { hideTwins } from "../../src/analyze/twins.ts";
import { type CaseFile, nothing, Server } from "../incident.ts";
import { instant, type ServerLogFormat } from "../server-log.ts";

const FENCE = "Aurora storage epoch fence lost, demoting";
const MINUTE = 60;

interface Found extends Novelty {
  readonly cited: readonly string[];
  readonly problems: readonly string[];
}

/** The incident of every story: from 0 to 60 s; it counts from two minutes before, and the ten before are quiet. */
async function novelty(...files: readonly CaseFile[]): Promise<Found> {
  const folder = mkdtempSync(join(tmpdir(), "postmortem-novel-"));
  try {
    for (const { path, text } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const evidence = await openCase([folder], nothing, join(folder, "spool"));
    try {
      const loaded = await load(evidence, defaultOptions);
      hideTwins(loaded.timeline, loaded.serverFiles);
      const incident = { startUs: Date.parse(instant(0)) * 1000, endUs: Date.parse(instant(60)) * 1000 };
      const found = novelLines(loaded, [incident], 120);
      const cites = found.lines.flatMap((line) => line.cites);
      const cited = cites.map((cite) => ("row" in cite ? loaded.timeline.raw(cite.row) : "?"));
      return { ...found, cited, problems: loaded.problems.map((problem) => problem.kind) };
    } finally {
      evidence.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An instance that has been there for half an hour and dies in the incident. */
const dying = (id: string): Server =>
  new Server(id)
    .writes(-30 * MINUTE, 120)
    .killed(20)
    .starts(40);
const templates = ({ lines }: Novelty): readonly string[] => lines.map((line) => `${line.instance} ${line.template}`);

const quiet = async (server: Server): Promise<void> => expect(templates(await novelty(server.log()))).toEqual([]);
const duplicateKey = (): Server =>
  dying("aurora-1").session(19, 700, "ERROR", 'duplicate key value violates unique constraint "pk"');

describe("a message of the server that nobody knows", () => {
  test.each<[ServerLogFormat]>([["short"], ["long"], ["csvlog"]])(
    "is seen in a log of the format %s",
    async (format) => {
      const found = await novelty(
        dying("aurora-1").says(19, "FATAL", FENCE, 512).log(format),
        new Server("aurora-2").idles(-30 * MINUTE, 120).log(format),
      );
      expect(found.lines).toEqual([
        {
          template: FENCE,
          instance: "aurora-1",
          level: "fatal",
          background: true,
          inside: 1,
          before: 0,
          comparedSeconds: 600,
          cites: [{ row: expect.any(Number) }],
        },
      ]);
      expect(found.cited).toEqual([expect.stringContaining(FENCE)]);
      expect(found.unread).toBe(0);
    },
  );

  test("is not news when it was as frequent before", async () => {
    const server = dying("aurora-1");
    for (let at = -20 * MINUTE; at <= 60; at += 30) server.says(at, "LOG", `Aurora storage epoch is ${at + 5000}`);
    expect(templates(await novelty(server.says(19, "LOG", FENCE).log()))).toEqual([`aurora-1 ${FENCE}`]);
  });

  test("is seen up to two minutes before the incident, where forerunners stand, and not after it", async () => {
    const server = dying("aurora-1").says(-119, "LOG", FENCE).says(61.5, "LOG", "Aurora storage epoch fence held");
    expect(templates(await novelty(server.log()))).toEqual([`aurora-1 ${FENCE}`]);
  });

  test("comes first, before the more frequent noise of sessions", async () => {
    const server = dying("aurora-1").says(19, "LOG", FENCE);
    for (let at = 5; at < 50; at++) server.session(at, 900 + at, "FATAL", `database "old_${at}" does not exist`);
    const found = await novelty(server.log());
    expect(templates(found)).toEqual([`aurora-1 ${FENCE}`, "aurora-1 database <*> does not exist"]);
    expect(found.lines.map(({ background, inside, cites }) => [background, inside, cites.length])).toEqual([
      [true, 1, 1],
      [false, 45, 3],
    ]);
  });

  test("counts once when stderr and csvlog both have it", async () => {
    const server = dying("aurora-1").says(19, "LOG", FENCE);
    const found = await novelty(server.log("short"), server.log("csvlog"));
    expect(found.lines.map(({ template, inside }) => [template, inside])).toEqual([[FENCE, 1]]);
  });

  test("is listed without a comparison when the log begins in the incident, or is an excerpt", async () => {
    const late = new Server("aurora-1").writes(-60, 120).says(19, "LOG", FENCE);
    expect((await novelty(late.log())).lines.map((line) => [line.template, line.comparedSeconds])).toEqual([
      [FENCE, 0],
    ]);
    const whole = dying("aurora-1").says(19, "LOG", FENCE).log();
    const excerpt = { ...whole, text: `...\n${whole.text.replace(/\n/, "\n...\n")}` };
    expect((await novelty(excerpt)).lines.map((line) => [line.template, line.comparedSeconds])).toEqual([[FENCE, 0]]);
  });
});

describe("no message of the server is", () => {
  test("what a session raises, at any level it can raise", async () => {
    await quiet(
      dying("aurora-1")
        .session(19, 700, "LOG", FENCE)
        .session(19, 700, "WARNING", FENCE)
        .session(19, 700, "ERROR", FENCE),
    );
  });

  test("what a session said last before a start, which is kept only because it bounds a life", async () => {
    const server = new Server("aurora-1").writes(-30 * MINUTE, 0).killed(20);
    await quiet(server.session(39, 700, "LOG", "duration: none, fence lost").starts(40).writes(41, 120));
  });

  test("what a worker of a session's query raises, although it carries no names", async () => {
    const server = dying("aurora-1");
    const record = { at: 19, pid: 811, session: null, level: "LOG", message: FENCE } as const;
    server.records.push({ ...record, statement: "SELECT raise(x) FROM t" });
    await quiet(server);
    const { path, text } = dying("aurora-1").says(19, "LOG", FENCE, 811).log();
    const context = `${/^.*fence lost.*$/m.exec(text)?.[0].replace(/LOG: .*/, "CONTEXT:  PL/pgSQL function raise(integer) line 3 at RAISE")}`;
    const raised = text.replace(/^.*fence lost.*\n/m, (line) => `${line}${context}\n`);
    expect(raised).toContain("CONTEXT:");
    expect(templates(await novelty({ path, text: raised }))).toEqual([]);
  });

  test("a line forged through a user's name", async () => {
    const { path, text } = dying("aurora-1").log();
    const stamp = `${instant(19).slice(0, 19).replace("T", " ")} UTC`;
    const forged = `${stamp}:10.0.0.9(4711):x\n${stamp}::@:[500]:LOG:  ${FENCE}@orders:[920]:FATAL:  password authentication failed for user "x\n\t${stamp}::@:[500]:LOG:  ${FENCE}"\n`;
    const lines = text.split("\n");
    const at = lines.findIndex((line) => line.includes("was terminated by signal"));
    const whole = [...lines.slice(0, at), forged.trimEnd(), ...lines.slice(at)].join("\n");
    const found = await novelty({ path, text: whole });
    expect(found.problems).toContain("forged-line");
    expect(templates(found)).toEqual([]);
  });

  test("an error an application causes, unless its SQLSTATE is an internal one", async () => {
    await quiet(duplicateKey());
    const { path, text } = duplicateKey()
      .session(20, 701, "ERROR", "page verification of the storage runtime failed")
      .log("long");
    expect(text).toContain(":XX000:");
    expect(templates(await novelty({ path, text }))).toEqual([
      "aurora-1 page verification of the storage runtime failed",
    ]);
  });

  test("what PostgreSQL itself writes in any stop, start, recovery and promotion", async () => {
    const server = dying("aurora-1");
    const ordinary = [
      'listening on IPv4 address "0.0.0.0", port 5432',
      'listening on Unix socket "/tmp/.s.PGSQL.5432"',
      "aborting any active transactions",
      'background worker "logical replication launcher" (PID 77) exited with exit code 1',
      "redo starts at 0/16B3748",
      "redo done at 0/16B3748 system usage: CPU: user: 0.00 s, system: 0.00 s, elapsed: 0.00 s",
      "invalid record length at 0/16B3748: wanted 24, got 0",
      "consistent recovery state reached at 0/16B3748",
      "last completed transaction was at log time 2026-11-21 19:00:00+00",
      "replication terminated by primary server",
    ];
    for (const message of ordinary) server.says(41, "LOG", message);
    await quiet(server.says(41, "FATAL", "terminating walreceiver process due to administrator command"));
  });
});

test("a flood is bounded, said, and does not hide the server's own lines", async () => {
  const server = dying("aurora-1");
  for (let i = 0; i < 2500; i++) server.session(i / 50, 1000 + i, "FATAL", `database "d${i}" does not exist`);
  const found = await novelty(server.says(59, "LOG", FENCE).log());
  expect(found.unread).toBe(1500);
  expect(found.lines.map(({ template, inside }) => [template, inside])).toEqual([
    [FENCE, 1],
    ["database <*> does not exist", 1000],
  ]);
});

test("a quiet part too full to be read is not compared with, for the lines of that kind", async () => {
  const server = dying("aurora-1").says(19, "LOG", FENCE).session(20, 700, "FATAL", "protocol of the client unknown");
  for (let i = 0; i < 1200; i++) server.session(-600 + i / 3, 1000 + i, "FATAL", `database "d${i}" does not exist`);
  const found = await novelty(server.log());
  expect(found.lines.map(({ template, comparedSeconds }) => [template, comparedSeconds])).toEqual([
    [FENCE, 600],
    ["protocol of the client unknown", 0],
  ]);
});
