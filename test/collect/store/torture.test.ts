// Every operation on the disk fails once, in every way, and the run after it must not notice.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DiskFull } from "../../../src/collect/case-store.ts";
import type { OpenStore } from "../../../src/collect/store/index.ts";
import { faultyDisk } from "./faulty-disk.ts";
import type { Fault, Kind } from "./faulty-disk.ts";
import { collect, facts, falseClaims, filesIn, generations, openCase, timelessManifest } from "./scenario.ts";
import type { Asked } from "./scenario.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Every how many-th case runs. 1 = all of them, a minute or two: `TORTURE=1 vitest run test/collect/store`. */
const STRIDE = Number(process.env["TORTURE"] ?? 5);

/** What the dead leave: their locks look alive here, where the dead process is this one. */
function bury(folder: string): void {
  const collectFolder = join(folder, ".collect");
  if (!existsSync(collectFolder)) return;
  for (const name of readdirSync(collectFolder)) if (name.startsWith("lock-")) rmSync(join(collectFolder, name));
}

function prepared(folder: string, base: string | null): string {
  mkdirSync(folder, { mode: 0o700 });
  if (base !== null) cpSync(base, folder, { recursive: true });
  writeFileSync(join(folder, "case.yaml"), "failover_at: 19:06\n");
  return folder;
}

async function undisturbed(folder: string, generation: readonly Asked[]): Promise<readonly string[]> {
  const { disk, log } = faultyDisk(null);
  const store = await openCase(folder, { disk });
  await collect(store, generation);
  await store.finish("complete", facts);
  return log;
}

/** Runs into a fault as a program would that ends as well as it can. Returns the subjects that had ended as final. */
async function disturbed(folder: string, generation: readonly Asked[], fault: Fault): Promise<ReadonlySet<string>> {
  const done = new Set<string>();
  let store: OpenStore | null = null;
  try {
    store = await openCase(folder, { disk: faultyDisk(fault).disk });
    await collect(store, generation, { done: (asked) => asked.end === "final" && done.add(asked.subject) });
    await store.finish("complete", facts);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (fault.fatal) expect(code).toBe("KILLED");
    else if (fault.code === "ENOSPC") expect(error).toBeInstanceOf(DiskFull);
    else expect(code).toBe(fault.code);
    await store?.finish("interrupted", facts).catch(() => undefined);
  }
  return done;
}

describe.each([
  ["into an empty folder", 0],
  ["over a case that is complete", 1],
])("%s", (_where, number) => {
  const generation = generations[number] ?? [];

  test.each<[string, Kind, boolean, string]>([
    ["a kill before any operation", "before", true, ""],
    ["a kill after any operation", "after", true, ""],
    ["a kill in the middle of a write", "half", true, ""],
    ["an operation that fails", "before", false, "EIO"],
    ["an operation that is done and yet fails", "after", false, "EIO"],
    ["a full disk", "half", false, "ENOSPC"],
  ])("%s is not noticed by the next run", async (_what, kind, fatal, code) => {
    const root = temporaryFolder();
    let base: string | null = null;
    if (number === 1) {
      base = join(root, "base");
      await undisturbed(prepared(base, null), generations[0] ?? []);
    }
    const whole = prepared(join(root, "whole"), base);
    const log = await undisturbed(whole, generation);
    const expected = filesIn(whole);
    const manifest = timelessManifest(whole);
    expect(log.length).toBeGreaterThan(100);

    for (let at = 1; at <= log.length; at++) {
      const words = log[at - 1] ?? "";
      const writes = words.startsWith("write");
      if (kind === "half" && !(writes || /^(?:sync|close|rename|mkdir|open .* new|truncate)/.test(words))) continue;
      if (!writes && at % STRIDE !== 0) continue;
      const folder = prepared(join(root, `${at}`), base);
      const done = await disturbed(folder, generation, {
        at,
        kind: writes || kind !== "half" ? kind : "before",
        code,
        fatal,
      });
      expect(falseClaims(folder), `${at} ${words}: manifest.json after the fault`).toEqual([]);
      bury(folder);

      const worked: string[] = [];
      const store = await openCase(folder);
      await collect(store, generation, { worked: (subject) => worked.push(subject) });
      await store.finish("complete", facts);
      const files = filesIn(folder);
      expect([...files.keys()], `${at} ${words}`).toEqual([...expected.keys()]);
      for (const [path, bytes] of expected) {
        if (path !== "manifest.json") expect(files.get(path)?.equals(bytes), `${at} ${words}: ${path}`).toBe(true);
      }
      expect(timelessManifest(folder), `${at} ${words}`).toEqual(manifest);
      expect(
        worked.filter((subject) => done.has(subject)),
        `${at} ${words}: done twice`,
      ).toEqual([]);
      expect(existsSync(join(folder, ".collect"))).toBe(false);
      rmSync(folder, { recursive: true });
    }
  });
});
