import { createHash } from "node:crypto";
import { globSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { hashFiles, manifestMismatches, openEvidence } from "../../src/sources/index.ts";
import { chunks, options, pgLine, tempFolder } from "./evidence-folder.ts";

const sha256 = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

test("hashes are of the files as they lie on disk, in the order of the files", async () => {
  const gz = gzipSync(pgLine);
  const folder = tempFolder({
    "b.log.gz": gz,
    "a.log": pgLine,
    "photo.jpg": Buffer.from("ffd8ff", "hex"),
    "e.log": "",
  });
  const hashes = await hashFiles(await openEvidence([folder], options()));
  expect(hashes).toEqual([
    { file: "a.log", sha256: sha256(pgLine), state: "verified", declared: null },
    { file: "b.log.gz", sha256: sha256(gz), state: "verified", declared: null },
    { file: "e.log", sha256: sha256(""), state: "verified", declared: null },
    { file: "photo.jpg", sha256: null, state: "none", declared: null },
  ]);
});

test("more than 8 MiB are hashed in a worker", async () => {
  const big = Buffer.alloc(5 << 20, pgLine);
  const folder = tempFolder({ "a.log": big, "b.log": big.subarray(1), "c.log": "" });
  const hashes = await hashFiles(await openEvidence([folder], options()));
  expect(hashes.map((h) => h.sha256)).toEqual([sha256(big), sha256(big.subarray(1)), sha256("")]);
});

test("a file that changed its size since it was opened has no hash", async () => {
  const folder = tempFolder({ "a.log": pgLine });
  const evidence = await openEvidence([folder], options());
  truncateSync(join(folder, "a.log"), 3);
  expect(await hashFiles(evidence)).toMatchObject([{ sha256: null, state: "none" }]);
});

test("standard input is hashed as it came", async () => {
  const gz = gzipSync(pgLine);
  const evidence = await openEvidence(["-"], options({ stdin: () => chunks(gz) }));
  expect(await hashFiles(evidence)).toEqual([{ file: "stdin", sha256: sha256(gz), state: "verified", declared: null }]);
});

test.each([
  ["a list", (path: string, sha: string) => ({ files: [{ path, sha256: sha, bytes: 1 }] })],
  ["an object", (path: string, sha: string) => ({ files: { [path]: { sha256: sha, bytes: 1 } } })],
])("a manifest that is %s is compared with what was computed", async (_, manifest) => {
  const path = "instances/aurora-1/postgresql.log";
  const folder = tempFolder({ [path]: pgLine, "manifest.json": JSON.stringify(manifest(path, sha256(pgLine))) });
  const same = await hashFiles(await openEvidence([folder], options()));
  expect(same[0]).toMatchObject({ file: path, state: "verified", declared: sha256(pgLine) });
  expect(manifestMismatches(same)).toEqual([]);

  writeFileSync(join(folder, path), "tampered\n");
  const changed = await hashFiles(await openEvidence([folder], options()));
  expect(changed[0]).toMatchObject({ sha256: sha256("tampered\n"), state: "verified" });
  expect(manifestMismatches(changed)).toEqual([
    {
      kind: "unreadable",
      file: path,
      reason: `its sha256 ${sha256("tampered\n")} differs from manifest.json's ${sha256(pgLine)}; it was changed after collection`,
    },
  ]);
});

test("a file that the manifest lists and the folder does not hold is told", async () => {
  const folder = tempFolder({ "a.log": pgLine, "manifest.json": '{"files":[{"path":"gone.log","sha256":"x"}]}' });
  const evidence = await openEvidence([folder], options());
  expect(evidence.problems).toMatchObject([{ kind: "unreadable", file: "gone.log" }]);
});

test.each(["", "{", "[]", "null", '{"files":7}', '{"files":[7,{"path":7}]}', '{"__proto__":{"files":{}}}'])(
  "a manifest of %j is a problem and no more",
  async (manifest) => {
    const folder = tempFolder({ "a.log": pgLine, "manifest.json": manifest });
    const evidence = await openEvidence([folder], options());
    expect(evidence.problems[0]).toMatchObject({ file: "manifest.json" });
    expect(manifestMismatches(await hashFiles(evidence))).toEqual([]);
  },
);

test("the worker is found beside the compiled files too", async () => {
  const dist = tempFolder({ "package.json": '{"type":"module"}', "a.log": Buffer.alloc(9 << 20, pgLine) });
  for (const file of globSync(["src/sources/*.ts", "src/model/*.ts"])) {
    const target = join(dist, file.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(target), { recursive: true });
    const source = stripTypeScriptTypes(readFileSync(file, "utf8"));
    writeFileSync(target, source.replace(/(from "\.[^"]*)\.ts"/g, '$1.js"'));
  }
  // oxlint-disable-next-line no-unsanitized/method -- a path of our own making
  const built = (await import(join(dist, "src/sources/index.js"))) as typeof import("../../src/sources/index.ts");
  const hashes = await built.hashFiles(await built.openEvidence([join(dist, "a.log")], options()));
  expect(hashes.map((h) => h.sha256)).toEqual([sha256(readFileSync(join(dist, "a.log")))]);
});
