import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { DiskFull } from "../../../src/collect/case-store.ts";
import { realDisk } from "../../../src/collect/store/disk.ts";
import type { Disk, DiskFile } from "../../../src/collect/store/disk.ts";
import { bytesOf, collect, facts, falseClaims, filesIn, generations, manyUnits, openCase, put } from "./scenario.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const mounted: string[] = [];
afterAll(() => {
  for (const folder of mounted) execFileSync("umount", [folder]);
});

/** A file system of 2 MB; null where this user may not mount one. */
function smallDisk(): string | null {
  const folder = temporaryFolder();
  const mount = spawnSync("mount", ["-t", "tmpfs", "-o", "size=2m,mode=0700", "none", folder]);
  if (mount.status !== 0) return null;
  mounted.push(folder);
  return folder;
}

const disk = smallDisk();

test.skipIf(disk === null)(
  "on a full disk what is finished stays, the manifest is whole, and the run goes on when there is room",
  async () => {
    const folder = join(disk ?? "", "case");
    const store = await openCase(folder);
    await collect(store, manyUnits.slice(0, 10));
    const large = store.unit("large", "k", async (unit) => {
      await put(unit, "apps/large.log", bytesOf("large", 3_000_000), { pieceBytes: 16_384 });
      return "final";
    });
    await expect(large).rejects.toBeInstanceOf(DiskFull);
    const free = statfsSync(folder);
    expect(free.bavail * free.bsize).toBeGreaterThan(1_000_000); // the part is gone
    await store.finish("interrupted", facts);
    expect(falseClaims(folder)).toEqual([]);
    expect(filesIn(folder).size).toBeGreaterThan(10);

    const next = await openCase(folder);
    await collect(next, manyUnits.slice(0, 3)); // final ones: no file changes that the manifest lists
    // Now not even the manifest has room: the former one stays.
    const before = readFileSync(join(folder, "manifest.json"), "utf8");
    const left = statfsSync(folder);
    writeFileSync(join(disk ?? "", "filler"), Buffer.alloc(left.bavail * left.bsize));
    await expect(next.finish("complete", facts)).rejects.toBeInstanceOf(DiskFull);
    expect(readFileSync(join(folder, "manifest.json"), "utf8")).toBe(before);
    await expect(openCase(folder)).rejects.toBeInstanceOf(DiskFull);

    writeFileSync(join(disk ?? "", "filler"), "");
    const last = await openCase(folder);
    const worked: string[] = [];
    await collect(last, manyUnits.slice(0, 10), { worked: (subject) => worked.push(subject) });
    expect(worked).toEqual(["log 3"]); // the one that is not final
    await last.finish("complete", facts);
    expect(falseClaims(folder)).toEqual([]);
  },
);

test.skipIf(process.platform === "win32")("a file that may not grow any more is a full disk too", () => {
  const root = temporaryFolder();
  const log = join(root, "log");
  const child = fileURLToPath(new URL("child.ts", import.meta.url));
  // 40 blocks of 512 or 1024 bytes, by the shell.
  const command = 'ulimit -f 40 && exec "$0" "$@"';
  const { status, stderr } = spawnSync(
    "sh",
    ["-c", command, process.execPath, child, "fill", join(root, "case"), log],
    {
      encoding: "utf8",
    },
  );
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(readFileSync(log, "utf8")).toMatch(/^DiskFull \d+\n$/);
  expect(falseClaims(join(root, "case"))).toEqual([]);
  expect(filesIn(join(root, "case")).size).toBeGreaterThan(5);
});

test.each(["ENOSPC", "EDQUOT", "EFBIG"])("%s of any operation is a full disk", async (code) => {
  const full = (): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));
  const openFailing = async (
    path: string,
    how: "new" | "append" | "read",
    operation: "sync" | "close",
  ): Promise<DiskFile> => {
    const file = await realDisk.open(path, how);
    return /part-/.test(path) ? { ...file, [operation]: () => file[operation]().then(full) } : file;
  };
  const failing: Readonly<Record<string, Partial<Disk>>> = {
    open: { open: (path, how) => (how === "new" && /part-/.test(path) ? full() : realDisk.open(path, how)) },
    sync: { open: (path, how) => openFailing(path, how, "sync") },
    close: { open: (path, how) => openFailing(path, how, "close") },
    rename: { rename: (from, to) => (/part-/.test(from) ? full() : realDisk.rename(from, to)) },
    mkdir: { mkdir: (path) => (path.endsWith("instances") ? full() : realDisk.mkdir(path)) },
  };
  for (const [operation, part] of Object.entries(failing)) {
    const folder = temporaryFolder();
    const store = await openCase(folder, { disk: { ...realDisk, ...part } });
    await expect(collect(store, manyUnits), operation).rejects.toBeInstanceOf(DiskFull);
    await store.finish("interrupted", facts);
    expect(falseClaims(folder)).toEqual([]);
    const next = await openCase(folder);
    await collect(next, manyUnits.slice(0, 2));
    await next.finish("complete", facts);
    expect(falseClaims(folder)).toEqual([]);
    expect(filesIn(folder).size).toBe(3);
  }
});

function failed(): Promise<never> {
  return Promise.reject(Object.assign(new Error("EIO"), { code: "EIO" }));
}

test("a journal that cannot be written and cannot be mended decides nothing until the next run reads it", async () => {
  const [first = [], second = []] = generations;
  const folder = temporaryFolder();
  const store = await openCase(folder);
  await collect(store, first);
  await store.finish("complete", facts);
  const broken: Disk = {
    ...realDisk,
    async open(path, how) {
      const file = await realDisk.open(path, how);
      return how === "append" ? { ...file, sync: failed, truncate: failed } : file; // written, but who knows
    },
  };
  const next = await openCase(folder, { disk: broken });
  await expect(collect(next, second)).rejects.toThrow("EIO");
  await next.finish("interrupted", facts);
  expect(falseClaims(folder)).toEqual([]);
  expect(filesIn(folder).get("instances/a/two.log")).toEqual(bytesOf("instances/a/two.log500", 500));
  const worked: string[] = [];
  const last = await openCase(folder);
  await collect(last, second, { worked: (subject) => worked.push(subject) });
  await last.finish("complete", facts);
  expect(worked).not.toContain("changing"); // the line was there, and so were the parts
  expect(filesIn(folder).get("instances/a/two.log")).toEqual(bytesOf("instances/a/two.log900", 900));
  expect(falseClaims(folder)).toEqual([]);
});
