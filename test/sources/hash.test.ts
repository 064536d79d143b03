import { createHash } from "node:crypto";
import {
  appendFileSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import {
  type BlobCache,
  startHashing,
  identityOf,
  isAsOpened,
  manifestMismatches,
  openEvidence,
} from "../../src/sources/index.ts";
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
  const hashes = await startHashing(await openEvidence([folder], options())).hashes;
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
  const hashes = await startHashing(await openEvidence([folder], options())).hashes;
  expect(hashes.map((h) => h.sha256)).toEqual([sha256(big), sha256(big.subarray(1)), sha256("")]);
});

test("a file that changed its size since it was opened has no hash", async () => {
  const folder = tempFolder({ "a.log": pgLine });
  const evidence = await openEvidence([folder], options());
  truncateSync(join(folder, "a.log"), 3);
  expect(await startHashing(evidence).hashes).toMatchObject([{ sha256: null, state: "none" }]);
});

test("a file that is not read whole is not read for its hash", async () => {
  const folder = tempFolder({ "a.log": pgLine, "b.log": `${pgLine}${pgLine}` });
  const trust = { cache: null, manifest: true, partly: new Set(["b.log"]) };
  expect(await startHashing(await openEvidence([folder], options()), trust).hashes).toEqual([
    { file: "a.log", sha256: sha256(pgLine), state: "verified", declared: null },
    { file: "b.log", sha256: null, state: "none", declared: null },
  ]);
});

test("standard input is hashed as it came", async () => {
  const gz = gzipSync(pgLine);
  const evidence = await openEvidence(["-"], options({ stdin: () => chunks(gz) }));
  expect(await startHashing(evidence).hashes).toEqual([
    { file: "stdin", sha256: sha256(gz), state: "verified", declared: null },
  ]);
});

test.each([
  ["a list", (path: string, sha: string) => ({ files: [{ path, sha256: sha, bytes: 1 }] })],
  ["an object", (path: string, sha: string) => ({ files: { [path]: { sha256: sha, bytes: 1 } } })],
])("a manifest that is %s is compared with what was computed", async (_, manifest) => {
  const path = "instances/aurora-1/postgresql.log";
  const folder = tempFolder({ [path]: pgLine, "manifest.json": JSON.stringify(manifest(path, sha256(pgLine))) });
  const same = await startHashing(await openEvidence([folder], options())).hashes;
  expect(same[0]).toMatchObject({ file: path, state: "verified", declared: sha256(pgLine) });
  expect(manifestMismatches(same)).toEqual([]);

  writeFileSync(join(folder, path), "tampered\n");
  const changed = await startHashing(await openEvidence([folder], options())).hashes;
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
    expect(manifestMismatches(await startHashing(evidence).hashes)).toEqual([]);
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
  const hashes = await built.startHashing(await built.openEvidence([join(dist, "a.log")], options())).hashes;
  expect(hashes.map((h) => h.sha256)).toEqual([sha256(readFileSync(join(dist, "a.log")))]);
});

/** A cache in memory that tells what was asked. */
function memoryCache(): BlobCache & { readonly held: Map<string, Buffer>; readonly asked: string[] } {
  const held = new Map<string, Buffer>();
  const asked: string[] = [];
  return {
    held,
    asked,
    read(key) {
      asked.push(key);
      return held.get(key) ?? null;
    },
    write: (key, parts) => void held.set(key, Buffer.concat(parts)),
  };
}

const later = (): number => Date.now() + 10_000;

async function hashed(folder: string, cache: BlobCache | null, openedMs?: number): Promise<readonly unknown[]> {
  const more = openedMs === undefined ? {} : { openedMs };
  const evidence = await openEvidence([folder], options(more));
  const hashes = await startHashing(evidence, { cache, manifest: true }).hashes;
  evidence.close();
  return hashes;
}

describe("hashes of earlier runs", () => {
  const big = Buffer.alloc(2 << 20, pgLine);
  test("stand in for reading the file again, and the answer is the same", async () => {
    const folder = tempFolder({ "a.log": big });
    const cache = memoryCache();
    const computed = await hashed(folder, cache, later());
    expect(computed).toEqual([{ file: "a.log", sha256: sha256(big), state: "verified", declared: null }]);
    expect(cache.held.size).toBe(1);
    // What is answered is what was kept: the file is not read.
    const [key = ""] = cache.held.keys();
    cache.held.set(key, Buffer.from("0".repeat(64)));
    expect(await hashed(folder, cache, later())).toMatchObject([{ sha256: "0".repeat(64), state: "verified" }]);
    expect(await hashed(folder, null, later())).toEqual(computed);
  });

  test.each(["", "0".repeat(63), "x".repeat(64), "0".repeat(65)])("that are none (%j) are computed", async (kept) => {
    const folder = tempFolder({ "a.log": big });
    const cache = memoryCache();
    const computed = await hashed(folder, cache, later());
    for (const key of cache.held.keys()) cache.held.set(key, Buffer.from(kept));
    expect(await hashed(folder, cache, later())).toEqual(computed);
  });

  test.each<[string, (path: string) => void]>([
    ["bytes were added", (path) => appendFileSync(path, "x")],
    [
      "other bytes with the same mtime",
      (path) => {
        const { atime, mtime } = statSync(path);
        writeFileSync(path, Buffer.alloc(2 << 20, "y"));
        utimesSync(path, atime, mtime);
      },
    ],
    [
      "another file took its place",
      (path) => {
        writeFileSync(`${path}.new`, big);
        renameSync(`${path}.new`, path);
      },
    ],
    ["somebody touched it", (path) => utimesSync(path, 1, 1)],
  ])("are of no use when %s", async (_, change) => {
    const folder = tempFolder({ "a.log": big });
    const path = join(folder, "a.log");
    const cache = memoryCache();
    await hashed(folder, cache, later());
    change(path);
    expect(await hashed(folder, cache, later())).toMatchObject([{ sha256: sha256(readFileSync(path)) }]);
    expect(cache.held.size).toBe(2);
  });

  test("are not kept of a file changed in the last two seconds, nor without a clock, nor of a small one", async () => {
    const cache = memoryCache();
    await hashed(tempFolder({ "a.log": big }), cache, Date.now() + 1000);
    await hashed(tempFolder({ "a.log": big }), cache);
    await hashed(tempFolder({ "a.log": big.subarray(0, 1 << 19) }), cache, later());
    expect([cache.held.size, cache.asked.length]).toEqual([0, 0]);
  });

  test("are not kept of a file that changed while it was read", async () => {
    const folder = tempFolder({ "a.log": big });
    const cache = memoryCache();
    const evidence = await openEvidence([folder], options({ openedMs: later() }));
    appendFileSync(join(folder, "a.log"), "one more line\n");
    expect(await startHashing(evidence, { cache, manifest: true }).hashes).toMatchObject([{ sha256: sha256(big) }]);
    expect(cache.held.size).toBe(0);
    evidence.close();
  });

  test("what is computed anew trusts neither cache nor manifest", async () => {
    const folder = tempFolder({ "a.log": big });
    writeManifest(folder, "a.log", "f".repeat(64));
    const cache = memoryCache();
    const evidence = await openEvidence([folder], options({ openedMs: later() }));
    const [believed] = await startHashing(evidence, { cache, manifest: true }).hashes;
    expect(believed).toMatchObject({ sha256: "f".repeat(64), state: "manifest" });
    const [computed] = await startHashing(evidence).hashes;
    expect(computed).toMatchObject({ sha256: sha256(big), state: "verified" });
    evidence.close();
  });
});

/** A manifest that saw a file as it is now. */
function writeManifest(folder: string, path: string, sha: string, change: Readonly<Record<string, string>> = {}): void {
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(join(folder, path), { bigint: true });
  const stat = { device: `${dev}`, inode: `${ino}`, mtimeNs: `${mtimeNs}`, ctimeNs: `${ctimeNs}`, ...change };
  const files = [{ path, sha256: sha, bytes: Number(size), stat }];
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ files }));
}

describe("a manifest that saw the file", () => {
  const path = "instances/aurora-1/postgresql.log";

  async function state(folder: string): Promise<unknown> {
    const evidence = await openEvidence([folder], options());
    const hashes = await startHashing(evidence, { cache: null, manifest: true }).hashes;
    evidence.close();
    return hashes.find(({ file }) => file === path)?.state;
  }

  test("is believed when device, inode, size, mtime and ctime are what they were", async () => {
    const folder = tempFolder({ [path]: pgLine });
    writeManifest(folder, path, sha256(pgLine));
    expect(await state(folder)).toBe("manifest");
  });

  test.each(["device", "inode", "mtimeNs", "ctimeNs"])("is not when its %s is another, or none", async (key) => {
    const folder = tempFolder({ [path]: pgLine });
    for (const value of ["1", "", "1e3", "0x10"]) {
      writeManifest(folder, path, sha256(pgLine), { [key]: value });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await state(folder)).toBe("verified");
    }
  });

  test("is not when it says another size", async () => {
    const folder = tempFolder({ [path]: pgLine });
    writeManifest(folder, path, sha256(pgLine));
    const manifest = readFileSync(join(folder, "manifest.json"), "utf8");
    writeFileSync(join(folder, "manifest.json"), manifest.replace(/"bytes":\d+/, '"bytes":1'));
    expect(await state(folder)).toBe("verified");
  });
});

test("what names the bytes of a file holds until somebody changes it, and standard input has no name", async () => {
  const folder = tempFolder({ "a.log": pgLine });
  const evidence = await openEvidence(
    [folder, "-"],
    options({ openedMs: Date.now() + 10_000, stdin: () => chunks(pgLine) }),
  );
  const [a, stdin] = evidence.files.map(({ bytes }) => bytes);
  if (a === undefined || stdin === undefined) throw new Error("two files are open");
  expect(identityOf(a)).toMatch(/^\d+:\d+:\d+:\d+:\d+$/);
  expect([identityOf(stdin), isAsOpened(stdin), isAsOpened(a)]).toEqual([null, false, true]);
  appendFileSync(join(folder, "a.log"), "x");
  expect(isAsOpened(a)).toBe(false);
  evidence.close();
});
