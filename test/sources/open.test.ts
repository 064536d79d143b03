import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { nodeDisk } from "../../src/sources/disk.ts";
import type { Disk } from "../../src/sources/disk.ts";
import { openEvidence } from "../../src/sources/index.ts";
import type { Evidence } from "../../src/sources/index.ts";
import { openOn } from "../../src/sources/open.ts";
import { allBytes, chunks, options, pgLine, sniffTimeStamp, tempFolder } from "./evidence-folder.ts";

function shape(evidence: Evidence): readonly (readonly (string | null)[])[] {
  return evidence.files.map((f) => [f.path, f.kind, f.instance, f.client]);
}

function refusing(path: string, code: string): Disk {
  const refuse = (): never => {
    throw Object.assign(new Error(code), { code });
  };
  return {
    ...nodeDisk,
    open: (place) => (place.toString().endsWith(path) ? refuse() : nodeDisk.open(place)),
    list: (place) => (place.toString().endsWith(path) ? refuse() : nodeDisk.list(place)),
  };
}

test("a case folder is told from its layout, sorted by path", async () => {
  const folder = tempFolder({
    "instances/aurora-2/postgresql.log.2026-11-21-1911": pgLine,
    "instances/aurora-1/error/postgres.log": pgLine,
    "instances/aurora-1/postgresql.log.2026-11-21-1911.csv": "a,b\n",
    "apps/orders-api/orders-api-688a468cf-d56ac.log": "x\n",
    "apps/orders-api/stdout.log.1": "x\n",
    "rds-events.json": "{}",
    "cluster.json": "{}",
    "cloudtrail.json": "{}",
    "metrics.json": "{}",
    "case.yaml": "a: b\n",
    "manifest.json": '{"files":[]}',
    "label.json": "{}",
  });
  const evidence = await openEvidence([folder], options());
  expect(shape(evidence)).toEqual([
    ["apps/orders-api/orders-api-688a468cf-d56ac.log", "application", null, "orders-api/orders-api-688a468cf-d56ac"],
    ["apps/orders-api/stdout.log.1", "application", null, "orders-api/stdout"],
    ["case.yaml", "case", null, null],
    ["cloudtrail.json", "cloudtrail", null, null],
    ["cluster.json", "cluster", null, null],
    ["instances/aurora-1/error/postgres.log", "postgresql", "aurora-1", null],
    ["instances/aurora-1/postgresql.log.2026-11-21-1911.csv", "postgresql", "aurora-1", null],
    ["instances/aurora-2/postgresql.log.2026-11-21-1911", "postgresql", "aurora-2", null],
    ["label.json", "unknown", null, null],
    ["manifest.json", "manifest", null, null],
    ["metrics.json", "metrics", null, null],
    ["rds-events.json", "rds-events", null, null],
  ]);
  expect(evidence.problems.map((p) => ("file" in p ? [p.kind, p.file] : p))).toEqual([
    ["not-used", "label.json"],
    ["not-used", "manifest.json"],
  ]);
  evidence.close();
});

test("JSON of a foreign name at the top of a case folder is never read", async () => {
  const folder = tempFolder({ "d1/instances/a/postgresql.log": pgLine, "d1/label.json": "secret" });
  const opened = new Map<number, string>();
  const read = new Set<string>();
  const disk: Disk = {
    ...nodeDisk,
    open(path) {
      const fd = nodeDisk.open(path);
      opened.set(fd, path.toString());
      return fd;
    },
    read(fd, ...rest) {
      read.add(opened.get(fd) ?? "");
      return nodeDisk.read(fd, ...rest);
    },
  };
  for (const [given, prefix] of [
    [folder, "d1/"],
    [join(folder, "d1"), ""],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop -- two cases
    const evidence = await openOn(disk, [given], options());
    expect([...read]).toEqual([join(folder, "d1/instances/a/postgresql.log")]);
    expect(evidence.files.find((f) => f.path === `${prefix}label.json`)?.kind).toBe("unknown");
    expect(evidence.problems).toMatchObject([{ kind: "not-used", file: `${prefix}label.json` }]);
  }
});

test("two copies at paths that name no instance get none", async () => {
  const folder = tempFolder({ "a/copy.log": pgLine, "b/copy.log": pgLine, "monday-2/postgresql.log": pgLine });
  const evidence = await openEvidence([folder], options());
  expect(evidence.files.map((f) => [f.kind, f.instance])).toEqual([
    ["postgresql", null],
    ["postgresql", null],
    ["postgresql", null],
  ]);
});

test("an instance named by the content is used only where the path names none", async () => {
  const folder = tempFolder({ "x.log": pgLine, "instances/aurora-1/postgresql.log": pgLine });
  const evidence = await openEvidence(
    [folder],
    options({ sniff: () => ({ kind: "postgresql", instance: "from-content", why: "it says so" }) }),
  );
  expect(evidence.files.map((f) => f.instance)).toEqual(["aurora-1", "from-content"]);
  expect(evidence.files[1]?.guesses).toContainEqual({ what: "instance from-content", from: "content" });
});

async function wholeOf(paths: readonly string[]): Promise<string> {
  const evidence = await openEvidence(paths, options());
  evidence.close();
  return JSON.stringify([evidence.name, evidence.files, evidence.problems]);
}

test("argument order changes nothing", async () => {
  const folder = tempFolder({
    "one/aurora-1/postgresql.log.2026-11-21-19": pgLine,
    "two/app.log": "a\n",
    "two/é.log": "b\n",
    "loose/app.log": "c\n",
    "photo.jpg": "\xff\xd8\xff",
  });
  symlinkSync(join(folder, "loose/app.log"), join(folder, "two/link.log"));
  const given = ["one", "two", "loose/app.log", "photo.jpg", "missing", "./two/"].map((p) => join(folder, p));
  const expected = await wholeOf(given);
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(given, { minLength: given.length }), async (paths) => {
      expect(await wholeOf(paths)).toBe(expected);
    }),
    { numRuns: 25 },
  );
});

test("loose files keep the path they were given under, made tidy", async () => {
  const folder = relative(process.cwd(), tempFolder({ "a/app.log": "1\n", "b/app.log": "2\n" }));
  const given = [`${folder}//b/./app.log`, `${folder}/a/app.log`, `${folder}/x/../a/app.log`];
  const evidence = await openEvidence(given, options());
  expect(evidence.files.map((f) => [f.path, f.client])).toEqual([
    [`${folder}/a/app.log`, "a/app"],
    [`${folder}/b/app.log`, "b/app"],
  ]);
  expect(evidence.problems).toEqual([]);
});

test("standard input is a file like another", async () => {
  const evidence = await openEvidence(["-"], options({ stdin: () => chunks(pgLine.slice(0, 7), pgLine.slice(7)) }));
  expect(evidence.files.map((f) => [f.path, f.kind, f.bytesOnDisk])).toEqual([["stdin", "postgresql", pgLine.length]]);
  expect(allBytes(evidence.files[0]).toString()).toBe(pgLine);
});

async function* broken(): AsyncGenerator<Uint8Array> {
  yield* chunks(pgLine);
  throw new Error("connection reset");
}

test("standard input that breaks is used as far as it came", async () => {
  const evidence = await openEvidence(["-"], options({ stdin: broken }));
  expect(allBytes(evidence.files[0]).toString()).toBe(pgLine);
  expect(evidence.problems).toEqual([
    {
      kind: "unreadable",
      file: "stdin",
      reason: `connection reset, after ${pgLine.length} bytes; what came before is used`,
    },
  ]);
});

test("nothing at all to read leaves no files and says why", async () => {
  const folder = tempFolder();
  mkdirSync(join(folder, "empty"));
  const evidence = await openEvidence([join(folder, "empty"), join(folder, "missing")], options());
  expect(evidence.files).toEqual([]);
  expect(evidence.problems).toMatchObject([
    { kind: "not-used", file: join(folder, "empty"), reason: "a folder without files" },
    { kind: "unreadable", file: join(folder, "missing"), reason: "no such file or folder (ENOENT)" },
  ]);
});

test("what is no file is skipped and never blocks", async () => {
  const folder = tempFolder({ "a.log": "x\n" });
  execFileSync("mkfifo", [join(folder, "pipe.log")]);
  symlinkSync("/dev/zero", join(folder, "zero.log"));
  symlinkSync("pipe.log", join(folder, "to-pipe.log"));
  symlinkSync("nowhere", join(folder, "dangling.log"));
  const evidence = await openEvidence([folder, join(folder, "pipe.log"), "/dev/null"], options());
  expect(evidence.files.map((f) => f.path)).toEqual([join(folder, "a.log")]);
  const told = evidence.problems.map((p) => ("file" in p ? [p.file.replace(`${folder}/`, ""), p.kind] : []));
  expect(told).toEqual([
    ["/dev/null", "unreadable"],
    ["dangling.log", "unreadable"],
    ["pipe.log", "unreadable"],
    ["pipe.log", "unreadable"],
    ["to-pipe.log", "unreadable"],
    ["zero.log", "unreadable"],
  ]);
});

test("links to folders are not followed, links to files only inside the folder", async () => {
  const folder = tempFolder({ "in/a.log": "a\n", "out/secret.log": "s\n", "other/b.log": "b\n" });
  symlinkSync("..", join(folder, "in/up"));
  symlinkSync(".", join(folder, "in/self"));
  symlinkSync("../other", join(folder, "in/aside"));
  symlinkSync("../out/secret.log", join(folder, "in/leak.log"));
  symlinkSync("a.log", join(folder, "in/0-again.log"));
  const evidence = await openEvidence([join(folder, "in")], options());
  expect(evidence.files.map((f) => f.path)).toEqual(["a.log"]);
  expect(evidence.problems).toMatchObject([
    { kind: "not-used", file: "0-again.log", reason: "it is the same file as a.log" },
    { kind: "directory-loop", file: "aside" },
    { kind: "unreadable", file: "leak.log" },
    { kind: "directory-loop", file: "self" },
    { kind: "directory-loop", file: "up" },
  ]);
  const given = await openEvidence([join(folder, "in/leak.log")], options());
  expect(allBytes(given.files[0]).toString()).toBe("s\n");
});

test("a file or folder that may not be read is a problem, the rest is read", async () => {
  const folder = tempFolder({ "a.log": "a\n", "b.log": "b\n", "closed/c.log": "c\n" });
  const file = await openOn(refusing("a.log", "EACCES"), [folder], options());
  expect(file.files.map((f) => f.path)).toEqual(["b.log", "closed/c.log"]);
  expect(file.problems).toEqual([{ kind: "unreadable", file: "a.log", reason: "permission denied (EACCES)" }]);
  const closed = await openOn(refusing("closed", "EACCES"), [folder], options());
  expect(closed.problems).toEqual([{ kind: "unreadable", file: "closed", reason: "permission denied (EACCES)" }]);
});

test("a file deleted between listing and opening is a problem", async () => {
  const folder = tempFolder({ "a.log": "a\n", "b.log": "b\n" });
  const evidence = await openOn(refusing("b.log", "ENOENT"), [folder], options());
  expect(evidence.problems).toMatchObject([{ kind: "unreadable", file: "b.log" }]);
});

test("a file that shrinks while it is read ends early and is told once", async () => {
  const folder = tempFolder({ "a.log": "x".repeat(100_000) });
  const evidence = await openEvidence([folder], options());
  truncateSync(join(folder, "a.log"), 40_000);
  expect(allBytes(evidence.files[0])).toHaveLength(40_000);
  expect(allBytes(evidence.files[0])).toHaveLength(40_000);
  expect(evidence.problems).toEqual([
    { kind: "unreadable", file: "a.log", reason: "it shrank to 40000 bytes while it was being read" },
  ]);
});

test("what grows after opening is not evidence of this run", async () => {
  const folder = tempFolder({ "a.log": "one\n" });
  const evidence = await openEvidence([folder], options());
  writeFileSync(join(folder, "a.log"), "two\n", { flag: "a" });
  expect(allBytes(evidence.files[0]).toString()).toBe("one\n");
});

test("an empty file keeps its kind and is told", async () => {
  const folder = tempFolder({ "instances/aurora-1/postgresql.log.2026-11-21-19": "" });
  const evidence = await openEvidence([folder], options());
  expect(evidence.files).toMatchObject([{ kind: "postgresql", instance: "aurora-1", bytesOnDisk: 0 }]);
  expect(evidence.problems).toMatchObject([{ kind: "not-used", reason: "empty" }]);
});

test.each([
  ["JPEG", "\xff\xd8\xff\xe0\0\x10JFIF", /JPEG/],
  ["PNG", "\x89PNG\r\n\x1a\n", /PNG/],
  ["PDF", "%PDF-1.7\n", /PDF/],
  ["zip", "PK\x03\x04\x14\0", /unpack it first/],
  ["XLSX", "PK\x03\x04\x14\0[Content_Types].xml xl/workbook.xml", /Excel.*CSV/],
  ["ELF", "\x7fELF\x02\x01", /program/],
  ["HTML", "<!DOCTYPE html>\n<html>", /web page/],
  ["xz", "\xfd7zXZ\0", /xz -d/],
  ["random bytes", Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 251)).toString("latin1"), /binary/],
])("%s is not a log, wherever it lies", async (_, bytes, reason) => {
  const folder = tempFolder({ "instances/aurora-1/postgresql.log": Buffer.from(bytes, "latin1") });
  const evidence = await openEvidence([folder], options());
  expect(evidence.files).toMatchObject([{ kind: "unknown", instance: null }]);
  expect(evidence.problems).toMatchObject([{ kind: "not-a-log", reason: expect.stringMatching(reason) }]);
});

test("a compressed server log that is left out is listed and not decoded; a plain one, and another kind, is opened", async () => {
  const gz = gzipSync(pgLine);
  const folder = tempFolder({
    "instances/aurora-1/postgresql.log.2026-11-21-18.gz": gz,
    "instances/aurora-1/postgresql.log.2026-11-21-19.gz": gz,
    "instances/aurora-1/postgresql.log.2026-11-21-20": pgLine,
    "apps/svc/svc.log.gz": gz,
  });
  const why = "by its name it is too old";
  const leftOut = (paths: readonly string[]): ReadonlyMap<string, string> =>
    new Map(paths.filter((path) => !path.includes("-19")).map((path) => [path, why]));
  const { files, problems } = await openEvidence([folder], options({ leftOut }));
  expect(files.map(({ path, kind, notRead, bytes }) => [path, kind, notRead, bytes.size])).toEqual([
    ["apps/svc/svc.log.gz", "application", undefined, pgLine.length],
    ["instances/aurora-1/postgresql.log.2026-11-21-18.gz", "postgresql", why, gz.length],
    ["instances/aurora-1/postgresql.log.2026-11-21-19.gz", "postgresql", undefined, pgLine.length],
    ["instances/aurora-1/postgresql.log.2026-11-21-20", "postgresql", undefined, pgLine.length],
  ]);
  expect(problems).toEqual([]);
});

test("text with NULs, LATIN1 or escape sequences is a log", async () => {
  const latin1 = Buffer.from(`${pgLine}M\xfcller \x1b[31m rouge\n`.repeat(20), "latin1");
  const folder = tempFolder({
    "a.log": Buffer.concat([Buffer.from(pgLine), Buffer.alloc(9000), Buffer.from(pgLine)]),
    "b.log": latin1,
  });
  const evidence = await openEvidence([folder], options());
  expect(evidence.files.map((f) => f.kind)).toEqual(["postgresql", "postgresql"]);
  expect(evidence.problems).toEqual([]);
});

test("file names that are not UTF-8 are read and shown", async () => {
  const folder = tempFolder();
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from(".log")]), pgLine);
  const evidence = await openEvidence([folder], options());
  expect(evidence.files.map((f) => f.path)).toEqual(["caf\\xe9.log"]);
  expect(allBytes(evidence.files[0]).toString()).toBe(pgLine);
});

test("more files than may be open at once are all read", async () => {
  const names = Array.from(
    { length: 450 },
    (_, i) => `instances/aurora-1/postgresql.log.${String(i).padStart(4, "0")}`,
  );
  const folder = tempFolder(Object.fromEntries(names.map((name) => [name, `${name}\n`])));
  let open = 0;
  let most = 0;
  const counting: Disk = {
    ...nodeDisk,
    open(path) {
      most = Math.max(most, ++open);
      return nodeDisk.open(path);
    },
    close(fd) {
      open--;
      nodeDisk.close(fd);
    },
  };
  const evidence = await openOn(counting, [folder], options({ sniff: sniffTimeStamp }));
  for (const pass of [0, 1]) {
    expect(
      evidence.files.map((f) => allBytes(f).toString().trim()),
      `pass ${pass}`,
    ).toEqual(names);
  }
  expect(most).toBeLessThanOrEqual(202);
  evidence.close();
  expect(open).toBe(0);
});
