import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { realDisk } from "../../../src/collect/store/disk.ts";
import { CaseRefused } from "../../../src/collect/store/index.ts";
import { bytesOf, collect, facts, filesIn, generations, openCase, put } from "./scenario.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const [first = []] = generations;

/** What a promise was refused with. */
async function refusal(work: Promise<unknown>): Promise<Pick<CaseRefused, "refusal" | "path">> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(CaseRefused);
  return error instanceof CaseRefused ? { refusal: error.refusal, path: error.path } : { refusal: "lost", path: "" };
}

test("what lies in the folder and is not ours is never overwritten", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "instances/a"), { recursive: true });
  writeFileSync(join(folder, "instances/a/two.log"), "somebody's evidence");
  writeFileSync(join(folder, "notes.txt"), "mine");
  const store = await openCase(folder);
  expect(await refusal(collect(store, first))).toEqual({ refusal: "foreign", path: "instances/a/two.log" });
  await store.finish("interrupted", facts);
  const files = filesIn(folder);
  expect(files.get("instances/a/two.log")?.toString()).toBe("somebody's evidence");
  expect(files.get("notes.txt")?.toString()).toBe("mine");
  expect(files.has("instances/a/one.log")).toBe(true);
});

test("a file that appears while a unit works is not overwritten either", async () => {
  const folder = temporaryFolder();
  const store = await openCase(folder);
  const late = store.unit("late", "k", async (unit) => {
    await put(unit, "apps/late.log", bytesOf("late", 10));
    mkdirSync(join(folder, "apps"));
    writeFileSync(join(folder, "apps/late.log"), "mine");
    return "final";
  });
  expect(await refusal(late)).toEqual({ refusal: "foreign", path: "apps/late.log" });
  expect(readFileSync(join(folder, "apps/late.log"), "utf8")).toBe("mine");
  await store.finish("interrupted", facts);
});

test.each(["{}", "not JSON", '{"files":[{"path":"a.log","sha256":"00"}]}', ""])(
  "a manifest that no collection wrote stays: %j",
  async (text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "manifest.json"), text);
    expect(await refusal(openCase(folder))).toEqual({ refusal: "foreign", path: join(folder, "manifest.json") });
    expect(readdirSync(folder)).toEqual(["manifest.json"]);
    expect(readFileSync(join(folder, "manifest.json"), "utf8")).toBe(text);
  },
);

test("a case that a newer version wrote is left alone", async () => {
  const folder = temporaryFolder();
  const store = await openCase(folder);
  await collect(store, first);
  await store.finish("complete", facts);
  const path = join(folder, "manifest.json");
  const newer = readFileSync(path, "utf8").replace('"manifestVersion": 1', '"manifestVersion": 2');
  writeFileSync(path, newer);
  expect(await refusal(openCase(folder))).toEqual({ refusal: "version", path });
  expect(readFileSync(path, "utf8")).toBe(newer);
});

test("nothing is written through symbolic links", async () => {
  const folder = temporaryFolder();
  const elsewhere = temporaryFolder();
  symlinkSync(elsewhere, join(folder, "case"));
  expect(await refusal(openCase(join(folder, "case")))).toEqual({ refusal: "symlink", path: join(folder, "case") });

  mkdirSync(join(folder, "a"), { mode: 0o700 });
  symlinkSync(elsewhere, join(folder, "a/.collect"));
  expect((await refusal(openCase(join(folder, "a")))).refusal).toBe("symlink");

  mkdirSync(join(folder, "b"), { mode: 0o700 });
  symlinkSync(elsewhere, join(folder, "b/instances"));
  const store = await openCase(join(folder, "b"));
  expect(await refusal(collect(store, first))).toEqual({ refusal: "symlink", path: join(folder, "b/instances") });
  await store.close();

  mkdirSync(join(folder, "c/.collect"), { recursive: true, mode: 0o700 });
  symlinkSync(join(elsewhere, "journal"), join(folder, "c/.collect/journal.jsonl"));
  expect((await refusal(openCase(join(folder, "c")))).refusal).toBe("symlink");
  expect(readdirSync(elsewhere)).toEqual([]);
});

test.each(["new", "append", "read"] as const)("the system itself refuses to open a symbolic link: %s", async (how) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "target"), "");
  symlinkSync("target", join(folder, "link"));
  await expect(realDisk.open(join(folder, "link"), how)).rejects.toMatchObject({
    code: how === "new" ? "EEXIST" : "ELOOP",
  });
});

test("a symbolic link that takes a folder's place while a unit works is not followed, not even to remove a file", async () => {
  const folder = temporaryFolder();
  const elsewhere = temporaryFolder();
  const store = await openCase(folder);
  await store.unit("one", "k", async (unit) => {
    await put(unit, "apps/one.log", bytesOf("one", 10));
    return "again";
  });
  await store.finish("complete", facts);
  renameSync(join(folder, "apps"), join(elsewhere, "apps"));
  symlinkSync(join(elsewhere, "apps"), join(folder, "apps"));
  const again = await openCase(folder);
  const dropping = again.unit("one", "k", () => Promise.resolve("final"));
  expect((await refusal(dropping)).refusal).toBe("symlink");
  await again.finish("interrupted", facts);
  expect(readdirSync(join(elsewhere, "apps"))).toEqual(["one.log"]);
});

test("a folder that everybody may write to is not used", async () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o777);
  expect((await refusal(openCase(folder))).refusal).toBe("open-to-others");
  expect(readdirSync(folder)).toEqual([]);
});

test("a file where the folder should be is said to be one", async () => {
  const folder = join(temporaryFolder(), "case");
  writeFileSync(folder, "");
  expect(await refusal(openCase(folder))).toEqual({ refusal: "not-a-folder", path: folder });
});

function refuseIt(former: unknown): void {
  throw new Error(JSON.stringify(former));
}

test("whoever finds that the case is another's leaves it as it was", async () => {
  const folder = temporaryFolder();
  const store = await openCase(folder, { request: { cluster: "other" } });
  await collect(store, first);
  await store.finish("complete", facts);
  const before = filesIn(folder);
  await expect(openCase(folder, { check: refuseIt })).rejects.toThrow('{"cluster":"other"}');
  expect(filesIn(folder)).toEqual(before);
  expect(existsSync(join(folder, ".collect"))).toBe(false);
});

function listed(path: string): object {
  return {
    path,
    sha256: "0".repeat(64),
    bytes: 7,
    declaredSize: null,
    growing: false,
    origin: { call: "x", parameters: {} },
    acquired: { from: "", to: "", requestIds: [], attempts: 1 },
  };
}

function unitOf(path: string): object {
  return { subject: "s", key: "k", end: "final", asOf: null, files: [listed(path)], entries: [] };
}

test("a journal that names paths outside the case moves and removes nothing there", async () => {
  const root = temporaryFolder();
  const folder = join(root, "case");
  mkdirSync(join(folder, ".collect"), { recursive: true, mode: 0o700 });
  writeFileSync(join(root, "victim"), "mine");
  writeFileSync(join(folder, ".collect/part-1-1"), "planted");
  const lines = [
    { journal: 1, request: {} },
    { unit: unitOf("../victim"), parts: { "../victim": "part-1-1" } },
    { unit: unitOf("apps/a.log"), parts: { "../victim": "part-1-1", "apps/a.log": "../../victim" } },
    { unit: { ...unitOf("apps/a.log"), files: [] } },
    "garbage",
    null,
    [1],
  ];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  writeFileSync(join(folder, ".collect/journal.jsonl"), `${text}{"unit":{"subj`);
  const store = await openCase(folder);
  await store.finish("complete", facts);
  expect(readFileSync(join(root, "victim"), "utf8")).toBe("mine");
  expect(readdirSync(folder)).toEqual(["manifest.json"]);
});
