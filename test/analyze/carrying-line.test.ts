// A client's record over many lines is cited where it says what its signature is about, provable to the byte.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { EvidenceReport } from "../../src/model/index.ts";
import { judgeFiles, Server } from "../incident.ts";

const stamp = (second: number): string => `2026-11-21 19:00:${String(second).padStart(2, "0")},000`;
const refused = "psycopg2.errors.ReadOnlySqlTransaction: cannot execute UPDATE in a read-only transaction";
const source = `    cur.execute("UPDATE jobs SET note = 'très secret' WHERE id = 7`;

function traceback(second: number, exception: string): readonly string[] {
  return [
    `${stamp(second)} WARNING [svc.db] retry 1`,
    "Traceback (most recent call last):",
    '  File "/app/job.py", line 52, in job',
    source,
    "    ^^^^^^^^^^^",
    exception,
  ];
}

/** What is cited of an application's log, and that file, offset and length lead to the line. */
async function cited(text: string | Buffer): Promise<readonly Pick<EvidenceReport, "text" | "source">[]> {
  const folder = mkdtempSync(join(tmpdir(), "postmortem-line-"));
  const bytes = Buffer.from(text);
  try {
    const server = new Server("aurora-1").idles(-60, 120).refuses(10, 700, 20).log();
    mkdirSync(join(folder, dirname(server.path)), { recursive: true });
    writeFileSync(join(folder, server.path), server.text);
    mkdirSync(join(folder, "apps"));
    writeFileSync(join(folder, "apps/svc.log"), bytes);
    const { evidence } = await judgeFiles([folder]);
    const found = evidence.filter(
      (each) => each.source.file.endsWith("svc.log") && each.signature === "client-read-only",
    );
    for (const { source: place } of found) {
      const [from, length] = [place.byteOffset ?? -1, place.byteLength ?? -1];
      expect(bytes.subarray(0, from).toString("latin1").split("\n")).toHaveLength(place.line ?? -1);
      expect(["\n", "\r"]).toContain(
        bytes
          .subarray(from + length)
          .toString("latin1")
          .slice(0, 1),
      );
    }
    return found.map(({ text: shown, source: place }) => ({ text: shown, source: place }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file of these lines behind ten ordinary ones. */
function file(lines: readonly string[], end = "\n"): string {
  return [...filler, ...lines].map((line) => `${line}${end}`).join("");
}

const filler = Array.from({ length: 10 }, (_, i) => `${stamp(i)} INFO [svc.db] processed 40 jobs`);

test.each(["\n", "\r\n"])("the last line of a traceback is cited, not its head (ends %j)", async (end) => {
  const found = await cited(file([...traceback(10, refused), ...traceback(11, refused)], end));
  expect(found.map(({ text, source: { line } }) => [line, text])).toContainEqual([16, refused]);
  expect(found.every(({ text }) => text === refused)).toBe(true);
});

test("the cause of a Java error is cited, and its values stay hidden", async () => {
  const java = [
    `${stamp(10)} ERROR [main] c.e.Jobs - job failed`,
    "org.springframework.dao.DataAccessException: could not execute [UPDATE jobs SET note = 'secret' WHERE id = 7",
    "\tat com.example.Jobs.run(Jobs.java:52)",
    "\t... 12 more",
    "Caused by: org.postgresql.util.PSQLException: ERROR: cannot execute UPDATE in a read-only transaction",
    "\tat org.postgresql.core.v3.QueryExecutorImpl.receive(QueryExecutorImpl.java:2713)",
  ];
  const [found] = await cited(file(java));
  expect(found?.source.line).toBe(15);
  expect(found?.text).toBe(java[4]);
});

test("a record whose first line says it is cited whole", async () => {
  const first = `${stamp(10)} WARNING [svc.db] ReadOnlySqlTransaction: cannot execute UPDATE in a read-only transaction`;
  const [found] = await cited(file([first, ...traceback(10, refused).slice(1)]));
  expect(found?.source.line).toBe(11);
  expect(found?.text.startsWith(first)).toBe(true);
});

test("a line that a value may reach is not parted from its record", async () => {
  const open = [`${stamp(10)} ERROR [svc.db] failed: INSERT INTO notes VALUES ('a b`, `${refused} for bob`, `c')`];
  const found = await cited(file(open));
  expect(found.every(({ text }) => !text.includes("bob"))).toBe(true);
  expect(found.map(({ source: { line } }) => line)).toEqual([11]);
});

test("a line under its head is cited where no value is open", async () => {
  const under = [`${stamp(10)} ERROR [svc.db] job failed:`, `    ${refused}`];
  const found = await cited(file(under));
  expect(found.map(({ text, source: { line } }) => [line, text])).toEqual([[12, under[1]]]);
});

test("bytes that are no UTF-8 cost no offset", async () => {
  const [head = "", ...rest] = traceback(10, refused);
  const bytes = Buffer.concat([
    Buffer.from(file([])),
    Buffer.from(`${head} \u00ff\n`, "latin1"),
    Buffer.from(`${rest.join("\n")}\n`),
  ]);
  const found = await cited(bytes);
  expect(found.map(({ source: { line } }) => line)).toEqual([11]);
});
