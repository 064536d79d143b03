import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { falseClaims, collect, facts, filesIn, manyUnits, openCase, timelessManifest } from "./scenario.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const KILLS = Number(process.env["KILLS"] ?? 25);
const program = fileURLToPath(new URL("child.ts", import.meta.url));

function start(mode: string, folder: string, log: string): ChildProcess {
  return spawn(process.execPath, [program, mode, folder, log], { stdio: ["ignore", "pipe", "inherit"] });
}

async function ended(child: ChildProcess): Promise<number | string | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode ?? child.signalCode;
}

function linesOf(log: string): readonly string[] {
  return existsSync(log) ? readFileSync(log, "utf8").split("\n").slice(0, -1) : [];
}

/** The same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

async function undisturbed(folder: string): Promise<void> {
  const store = await openCase(folder);
  await collect(store, manyUnits);
  await store.finish("complete", facts);
}

test(`after ${KILLS} kills at any moment every case is as if nothing had happened, and nothing was done twice`, async () => {
  const root = temporaryFolder();
  const whole = join(root, "whole");
  await undisturbed(whole);
  const expected = filesIn(whole);
  const random = seeded(20261121);
  let kills = 0;
  let cases = 0;
  let killedInWork = 0;
  while (kills < KILLS) {
    const folder = join(root, `case-${++cases}`);
    const log = join(root, `log-${cases}`);
    for (;;) {
      const child = start("collect", folder, log);
      if (child.stdout === null) throw new Error("no output");
      await once(child.stdout, "data");
      const before = linesOf(log).length;
      const delayMs = random() * 120;
      const timer = setTimeout(() => child.kill("SIGKILL"), kills < KILLS ? delayMs : 60_000);
      const end = await ended(child);
      clearTimeout(timer);
      expect(falseClaims(folder)).toEqual([]);
      if (end === 0) break;
      expect(end).toBe("SIGKILL");
      kills++;
      if (linesOf(log).length > before) killedInWork++;
    }
    const files = filesIn(folder);
    expect([...files.keys()]).toEqual([...expected.keys()]);
    for (const [path, bytes] of expected) {
      if (path !== "manifest.json") expect(files.get(path)?.equals(bytes), path).toBe(true);
    }
    expect(timelessManifest(folder)).toEqual(timelessManifest(whole));
    const done = new Set<string>();
    const finals = new Set(manyUnits.filter((unit) => unit.end === "final").map((unit) => unit.subject));
    for (const line of linesOf(log)) {
      const [, word = "", subject = ""] = /^(\w+) (.*) \d+$/.exec(line) ?? [];
      if (word === "worked") expect(done.has(subject), line).toBe(false);
      if (word === "done" && finals.has(subject)) done.add(subject);
    }
    rmSync(folder, { recursive: true });
  }
  expect(killedInWork).toBeGreaterThan(KILLS / 4); // else the kills came too early or too late to prove anything
}, 180_000);

test("of eight runs at once one works, and the others find everything done", async () => {
  const root = temporaryFolder();
  const folder = join(root, "case");
  const log = join(root, "log");
  const children = Array.from({ length: 8 }, () => start("collect", folder, log));
  expect(await Promise.all(children.map(ended))).toEqual(Array.from({ length: 8 }, () => 0));
  const worked = linesOf(log).map((line) => /^worked (.*) \d+$/.exec(line)?.[1] ?? "");
  for (const { subject, end } of manyUnits) {
    expect(worked.filter((one) => one === subject).length, subject).toBe(end === "final" ? 1 : 8);
  }
  const whole = join(root, "whole");
  await undisturbed(whole);
  expect(timelessManifest(folder)).toEqual(timelessManifest(whole));
  expect(existsSync(join(folder, ".collect"))).toBe(false);
});

test("never two processes hold a case, though the dead leave their locks", async () => {
  const root = temporaryFolder();
  const folder = join(root, "case");
  const log = join(root, "log");
  mkdirSync(join(folder, ".collect"), { recursive: true, mode: 0o700 });
  const real = await lockOf(join(root, "other"));
  writeFileSync(join(folder, ".collect/lock-dead"), JSON.stringify({ ...real, pid: 2 ** 22 + 1, started: "1" }));
  writeFileSync(join(folder, ".collect/lock-reused"), JSON.stringify({ ...real, pid: process.pid, started: "1" }));
  const children = Array.from({ length: 8 }, () => start("turns", folder, log));
  const ends = await Promise.all(children.map(ended));
  expect(ends.every((end) => end === 0 || end === "SIGKILL")).toBe(true);
  const lines = linesOf(log);
  expect(lines).toHaveLength(8 * 5 * 2);
  for (let n = 0; n < lines.length; n += 2) {
    expect(lines[n]).toMatch(/^in /);
    expect(lines[n + 1]).toBe(lines[n]?.replace("in", "out"));
  }
});

/** What a lock of this process holds. */
async function lockOf(folder: string): Promise<Record<string, unknown>> {
  const store = await openCase(folder);
  const [text = ""] = [...filesIn(join(folder, ".collect"))].flatMap(([name, bytes]) =>
    name.startsWith("lock-") ? [bytes.toString()] : [],
  );
  await store.close();
  return JSON.parse(text) as Record<string, unknown>;
}
