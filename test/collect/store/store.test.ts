import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { unfinishedCase } from "../../../src/collect/store/index.ts";
import {
  bytesOf,
  collect,
  entry,
  facts,
  falseClaims,
  filesIn,
  generations,
  openCase,
  put,
  request,
  temporaryFolder,
  timelessManifest,
} from "./scenario.ts";

const [first = [], second = []] = generations;

test("a case holds the files, a manifest that lists them, and nothing else", async () => {
  const folder = join(temporaryFolder(), "new", "case");
  const store = await openCase(folder);
  expect(store.formerRequest).toBeNull();
  expect(await unfinishedCase(folder)).toEqual(request);
  await collect(store, first);
  await store.finish("complete", facts);
  expect([...filesIn(folder).keys()]).toEqual([
    "events/page-1.json",
    "events/page-2.json",
    "instances/a/one.log",
    "instances/a/two.log",
    "instances/b/gone.log",
    "instances/b/old.log",
    "manifest.json",
  ]);
  expect(existsSync(join(folder, ".collect"))).toBe(false);
  expect(await unfinishedCase(folder)).toBeNull();
  expect(falseClaims(folder)).toEqual([]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, "instances/a")).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, "instances/a/one.log")).mode & 0o777).toBe(0o600);
});

test("a second run does again what was not final, and only that", async () => {
  const folder = temporaryFolder();
  const store = await openCase(folder);
  await collect(store, first);
  await store.finish("complete", facts);
  const worked: string[] = [];
  const again = await openCase(folder);
  expect(again.formerRequest).toEqual(request);
  await collect(again, second, { worked: (subject) => worked.push(subject) });
  await again.finish("complete", facts);
  expect(worked).toEqual(["changing", "growing", "denied", "only now"]);
  const files = filesIn(folder);
  expect(files.has("instances/b/gone.log")).toBe(false); // its unit was replaced
  expect(files.has("instances/b/old.log")).toBe(true); // nobody asked for it
  expect(files.get("events/page-2.json")).toEqual(bytesOf("events/page-2.json350", 350));
  expect(falseClaims(folder)).toEqual([]);
});

test("the evidence's sha256 can be had by hand", async () => {
  const folder = temporaryFolder();
  const store = await openCase(folder);
  await collect(store, first);
  await store.finish("complete", facts);
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as {
    evidenceSha256: string;
    files: { path: string }[];
  };
  const command = 'sha256sum "$@" | LC_ALL=C sort | sha256sum';
  const paths = manifest.files.map((file) => file.path);
  const byHand = execFileSync("sh", ["-c", command, "sh", ...paths], { cwd: folder, encoding: "utf8" });
  expect(manifest.evidenceSha256).toBe(byHand.slice(0, 64));
});
void [entry, put, timelessManifest, writeFileSync];
