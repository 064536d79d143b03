// Input nobody wants: a clear message or a ledger entry that names file and place, never a crash, never silence.
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Problem, Report } from "../../src/model/index.ts";
import { type Ran, run, type RunOptions } from "./spawn.ts";

const fixture = fileURLToPath(new URL("../../fixtures/normal-failover", import.meta.url));
const logOf = (folder: string, instance: string): string =>
  join(folder, `instances/${instance}/postgresql.log.2026-11-21-1924`);
const jpeg = Buffer.concat([
  Buffer.from("ffd8ffe000104a46494600010100", "hex"),
  Buffer.alloc(5000, 0xa7),
  Buffer.from("ffd9", "hex"),
]);

let scratch = "";
let whole: Report;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "postmortem-bad-"));
  chmodSync(scratch, 0o755);
  whole = (await analyze([fixture])).report;
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** No stack, no "internal error", and an exit code that is not a crash's. */
function expectManners(ran: Ran, codes: readonly number[]): void {
  expect(codes, ran.stderr).toContain(ran.code);
  expect(ran.stderr).not.toMatch(/^\s+at .*(?:node:|\.[jt]s:\d)/m);
  expect(ran.stderr).not.toMatch(/internal error|please report|undefined|\[object/i);
}

/** Runs an analysis that must come to an end with a report whose accounting closes. */
async function analyze(
  paths: readonly string[],
  options: RunOptions = {},
  codes: readonly number[] = [0],
): Promise<Ran & { readonly report: Report }> {
  const ran = await run(["analyze", ...paths, "--json", "-"], options);
  expectManners(ran, codes);
  const report = JSON.parse(ran.stdout) as Report;
  const { lines, records, continuations, quarantined } = report.accounting;
  expect(lines).toBe(records + continuations + quarantined);
  return { ...ran, report };
}

/** Runs an analysis that has nothing to analyze: exit 2, nothing on stdout, a message that names what was given. */
async function refuse(paths: readonly string[], options: RunOptions = {}): Promise<string> {
  const ran = await run(["analyze", ...paths, "--json", "-"], options);
  expectManners(ran, [2]);
  expect(ran.stdout).toBe("");
  expect(ran.stderr.trim().split("\n").length).toBeLessThan(15);
  return ran.stderr;
}

/** The problem of a kind; its sentence names the file. */
function problem<K extends Problem["kind"]>(
  report: Report,
  kind: K,
): Extract<Problem, { kind: K }> & { readonly text: string } {
  const found = report.problems.find((one) => one.kind === kind);
  expect(found, `a ${kind} problem among ${report.problems.map((one) => one.kind).join(", ")}`).toBeDefined();
  const named = found as Extract<Problem, { kind: K }> & { readonly text: string };
  if ("file" in named) expect(named.text).toContain(basename(named.file));
  return named;
}

/** What is cited, with its text. */
function places(report: Report): string[] {
  return report.evidence.map(({ source, text }) => `${source.file}:${source.line} ${text}`);
}

/** A copy of the whole incident with something done to it. */
function spoiled(name: string, spoil: (folder: string) => void): string {
  const folder = join(scratch, name);
  cpSync(fixture, folder, { recursive: true });
  spoil(folder);
  return folder;
}

describe("nothing to analyze", () => {
  test("an empty folder is refused with a hint at what belongs into it", async () => {
    const folder = join(scratch, "empty");
    mkdirSync(folder);
    const message = await refuse([folder]);
    expect(message).toContain("empty");
    expect(message).toMatch(/instances|postgresql\.log|log/);
  });

  test("a path that is not there is refused by name", async () => {
    expect(await refuse([join(scratch, "no-such-case")])).toContain("no-such-case");
  });

  test("a path that is not there beside one that is: the answer is given, and marked as incomplete", async () => {
    const ran = await run(["analyze", fixture, join(scratch, "no-such-file.log"), "--json", "-"]);
    expectManners(ran, [2, 3]);
    expect(ran.stderr + ran.stdout).toContain("no-such-file.log");
  });

  test("a JPEG is refused as what it is", async () => {
    const file = join(scratch, "console.log");
    writeFileSync(file, jpeg);
    const message = await refuse([file]);
    expect(message).toContain("console.log");
    expect(message).toMatch(/JPEG/);
  });

  test("an empty file is refused, and an empty standard input too", async () => {
    const file = join(scratch, "postgresql.log");
    writeFileSync(file, "");
    expect(await refuse([file])).toContain("postgresql.log");
    expect(await refuse(["-"], { stdin: "" })).toMatch(/standard input|stdin|`-`/);
  });

  test.each([
    [["analyze", fixture, "--no-such-option"], "--no-such-option"],
    [["analyse", fixture], "analyse"],
    [["analyze"], "paths"],
    [["analyze", fixture, "--since", "the day before yesterday-ish or so"], "--since"],
  ])("the command line %j is a usage error", async (args, named) => {
    const ran = await run(args);
    expectManners(ran, [2]);
    expect(ran.stdout).toBe("");
    expect(ran.stderr).toContain(named);
  });
});

describe("a case with something wrong in it", () => {
  test("a JPEG beside the logs is listed and changes nothing", async () => {
    const folder = spoiled("with-picture", (copy) => {
      writeFileSync(join(copy, "instances/aurora-1/screenshot.jpg"), jpeg);
    });
    const { report } = await analyze([folder]);
    expect(problem(report, "not-a-log").file).toBe("instances/aurora-1/screenshot.jpg");
    expect(report.verdict).toEqual(whole.verdict);
  });

  test.skipIf(process.platform === "win32")("a loop of folders is entered once", async () => {
    const folder = spoiled("loop", (copy) => {
      symlinkSync("..", join(copy, "instances/again"));
      symlinkSync(copy, join(copy, "apps/all"));
    });
    const { report } = await analyze([folder], {}, [0, 3]);
    expect(report.problems.filter((one) => one.kind === "directory-loop").length).toBe(2);
    problem(report, "directory-loop");
    expect(report.verdict).toEqual(whole.verdict);
    expect(report.accounting.lines).toBe(whole.accounting.lines);
  });

  test.skipIf(process.platform === "win32")("a named pipe is not waited for", async () => {
    const folder = spoiled("pipe", (copy) => {
      expect(spawnSync("mkfifo", [join(copy, "instances/aurora-1/postgresql.log.2026-11-21-1925")]).status).toBe(0);
    });
    const { report } = await analyze([folder], {}, [0, 3]);
    expect(problem(report, "unreadable").reason).toMatch(/pipe/);
    expect(report.verdict.class).toBe(whole.verdict.class);
  });

  test("a single line of 200 MB is counted, not kept", async () => {
    const folder = spoiled("long-line", (copy) => {
      const fd = openSync(logOf(copy, "aurora-3"), "a");
      const block = Buffer.alloc(4_000_000, "x");
      writeSync(fd, "2026-11-21 19:25:30 UTC::@:[571]:LOG:  ");
      for (let n = 0; n < 50; n++) writeSync(fd, block);
      writeSync(fd, "\n2026-11-21 19:25:31 UTC::@:[571]:LOG:  checkpoint starting: time\n");
      closeSync(fd);
    });
    const { report, peakMiB } = await analyze([folder]);
    const long = problem(report, "long-line");
    const before = readFileSync(logOf(fixture, "aurora-3"));
    expect(long.file).toBe("instances/aurora-3/postgresql.log.2026-11-21-1924");
    expect(long.byteOffset).toBe(before.length);
    expect(long.line).toBe(before.toString("latin1").split("\n").length);
    expect(long.byteLength).toBe(200_000_039);
    expect(report.accounting.lines).toBe(whole.accounting.lines + 2);
    expect(report.verdict.class).toBe(whole.verdict.class);
    expect(peakMiB).toBeLessThan(300);
  });

  test("a file that is one line of 200 MB without any newline comes to an end", async () => {
    const file = join(scratch, "one-line.log");
    const fd = openSync(file, "w");
    const block = Buffer.alloc(4_000_000, "2026-11-21 19:25:30 UTC ");
    for (let n = 0; n < 50; n++) writeSync(fd, block);
    closeSync(fd);
    const ran = await run(["analyze", file, "--json", "-"]);
    expectManners(ran, [0, 2, 3]);
    expect(ran.stdout + ran.stderr).toContain("one-line.log");
    expect(ran.peakMiB).toBeLessThan(300);
  });

  test("a hole of NULs is reported with its line and offset", async () => {
    const folder = spoiled("nuls", (copy) => {
      const bytes = readFileSync(logOf(copy, "aurora-3"));
      const second = bytes.indexOf(10) + 1;
      writeFileSync(
        logOf(copy, "aurora-3"),
        Buffer.concat([bytes.subarray(0, second), Buffer.alloc(4096), Buffer.from("\n"), bytes.subarray(second)]),
      );
    });
    const { report } = await analyze([folder]);
    const nuls = problem(report, "nul-bytes");
    expect(nuls.line).toBe(2);
    expect(nuls.byteOffset).toBe(readFileSync(logOf(fixture, "aurora-3")).indexOf(10) + 1);
    expect(report.verdict.class).toBe(whole.verdict.class);
    expect(report.accounting.lines).toBe(whole.accounting.lines + 1);
  });

  test.each<[string, (bytes: Buffer) => Buffer]>([
    [
      "UTF-16LE with its mark",
      (bytes) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString("utf8"), "utf16le")]),
    ],
    ["UTF-8 with its mark", (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes])],
    ["CRLF line ends", (bytes) => Buffer.from(bytes.toString("latin1").replaceAll("\n", "\r\n"), "latin1")],
    ["no newline at the end", (bytes) => bytes.subarray(0, -1)],
  ])("logs as %s give the same answer from the same lines", async (name, rewrite) => {
    const folder = spoiled(name.replaceAll(/\W+/g, "-"), (copy) => {
      for (const instance of ["aurora-1", "aurora-2", "aurora-3"]) {
        writeFileSync(logOf(copy, instance), rewrite(readFileSync(logOf(copy, instance))));
      }
    });
    const { report } = await analyze([folder]);
    expect(report.verdict).toEqual(whole.verdict);
    expect(places(report)).toEqual(places(whole));
    expect(report.accounting.lines).toBe(whole.accounting.lines);
    expect(report.accounting.records).toBe(whole.accounting.records);
  });

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ["gz", (bytes) => gzipSync(bytes)],
    ["zst", (bytes) => zstdCompressSync(bytes)],
  ])("a truncated .%s file is used up to the damage, which is named", async (ending, compress) => {
    const folder = spoiled(`cut-${ending}`, (copy) => {
      const log = logOf(copy, "aurora-1");
      const packed = compress(readFileSync(log));
      rmSync(log);
      writeFileSync(`${log}.${ending}`, packed.subarray(0, Math.floor(packed.length / 2)));
    });
    const { report } = await analyze([folder], {}, [3]);
    const damage = problem(report, "damaged-compression");
    expect(damage.file).toBe(`instances/aurora-1/postgresql.log.2026-11-21-1924.${ending}`);
    expect(damage.byteOffset).toBeGreaterThan(0);
    expect(report.verdict.level).not.toBe("strong");
  });

  test("RDS events that are not JSON are reported by file", async () => {
    const folder = spoiled("broken-events", (copy) => {
      const file = join(copy, "rds-events.json");
      writeFileSync(file, readFileSync(file).subarray(0, 300));
    });
    const { report } = await analyze([folder], {}, [0, 3]);
    expect(report.problems.some((one) => one.text.includes("rds-events.json"))).toBe(true);
    expect(report.verdict.level).not.toBe("strong");
  });

  test("lines of a format nobody knows are quarantined, and the answer is not `no incident`", async () => {
    const folder = join(scratch, "martian");
    mkdirSync(join(folder, "instances/aurora-1"), { recursive: true });
    writeFileSync(
      join(folder, "instances/aurora-1/postgresql.log.2026-11-21-1924"),
      "gnarf @@ 17 / blib ~ kra\n".repeat(400),
    );
    const ran = await run(["analyze", folder, "--json", "-"]);
    expectManners(ran, [0, 2, 3]);
    if (ran.code !== 2) {
      const report = JSON.parse(ran.stdout) as Report;
      expect(report.verdict.class).not.toBe("no-incident");
      expect(report.problems.some((one) => one.text.includes("postgresql.log.2026-11-21-1924"))).toBe(true);
    } else expect(ran.stderr).toContain("postgresql.log.2026-11-21-1924");
  });

  test("bytes that are not UTF-8, control characters and terminal commands come out harmless", async () => {
    const folder = spoiled("hostile", (copy) => {
      const evil = Buffer.from("\u001b]0;owned\u0007\u001b[2J\u202e\u009b31m\r", "utf8");
      const prefix = "2026-11-21 19:24:38 UTC::@:[571]:FATAL:  ";
      appendFileSync(
        logOf(copy, "aurora-1"),
        Buffer.concat([Buffer.from(prefix), evil, Buffer.from([0xff, 0xc3, 0x28, 10])]),
      );
    });
    const plain = await run(["analyze", folder]);
    expectManners(plain, [0]);
    for (const text of [plain.stdout, plain.stderr, (await analyze([folder])).stdout]) {
      expect(
        text.split("\n").filter((line) => /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(line)),
      ).toEqual([]);
    }
  });

  const drop = process.getuid?.() === 0 ? asNobody() : [];
  test.skipIf(process.platform === "win32" || drop === null)(
    "a file that may not be read is named, and the run marked incomplete",
    async () => {
      const folder = spoiled("locked", (copy) => {
        chmodSync(logOf(copy, "aurora-2"), 0o000);
      });
      const options = drop === null || drop.length === 0 ? {} : { node: [...drop, process.execPath] };
      const { report } = await analyze([folder], options, [3]);
      const locked = problem(report, "unreadable");
      expect(locked.file).toBe("instances/aurora-2/postgresql.log.2026-11-21-1924");
      expect(locked.reason).toMatch(/permission/i);
      expect(report.verdict.level).not.toBe("strong");
    },
  );
});

describe("streams", () => {
  test("a log on standard input is analyzed like a file", async () => {
    const { report } = await analyze(["-"], { stdin: readFileSync(logOf(fixture, "aurora-1")) });
    expect(report.inputs.length).toBe(1);
    expect(report.accounting.lines).toBe(readFileSync(logOf(fixture, "aurora-1"), "latin1").split("\n").length - 1);
  });

  test("a reader that goes away, as head does, is no failure", async () => {
    for (const output of [["--json", "-"], ["--report", "-"], []]) {
      const ran = await run(["analyze", fixture, ...output], { closeStdoutAfter: 1 });
      expectManners(ran, [0]);
      expect(ran.stderr).not.toMatch(/EPIPE/);
    }
  });

  test("an output that cannot be written is a usage error that names it", async () => {
    const ran = await run(["analyze", fixture, "--json", join(scratch, "no/such/folder/out.json")]);
    expectManners(ran, [2]);
    expect(ran.stderr).toContain("out.json");
  });
});

/** A command prefix that runs a program without root's right to read everything, or null where there is none. */
function asNobody(): readonly string[] | null {
  const prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"];
  const entry = dirname(fileURLToPath(import.meta.url));
  const tried = spawnSync(prefix[0] ?? "", [...prefix.slice(1), "ls", entry], { stdio: "ignore" });
  return tried.status === 0 ? prefix : null;
}
