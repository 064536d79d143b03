import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { array, assert, property, string, uint8Array } from "fast-check";
import { describe, expect, test } from "vitest";
import { type BlobCache, cacheFolder, purgeCache } from "../../src/sources/index.ts";
import { writeEntryFile } from "../../src/sources/cache-files.ts";
import { tempFolder } from "./evidence-folder.ts";

const NOW = Date.UTC(2026, 10, 21, 19, 11);

interface Made {
  readonly folder: string;
  readonly cache: BlobCache;
  /** Paths of what lies in it, sorted. */
  readonly entries: () => readonly string[];
}

function make(limitBytes?: number, build = "build-1", folder = join(tempFolder(), "a", "postmortem")): Made {
  const limit = limitBytes === undefined ? {} : { limitBytes };
  const cache = cacheFolder({ folder, build, nowMs: () => NOW, ...limit });
  const entries = (): readonly string[] =>
    existsSync(folder)
      ? readdirSync(folder)
          .sort()
          .map((name) => join(folder, name))
      : [];
  return { folder, cache, entries };
}

const text = (bytes: Uint8Array | null): string | null => (bytes === null ? null : Buffer.from(bytes).toString("utf8"));
const parts = (...texts: readonly string[]): readonly Uint8Array[] => texts.map((each) => Buffer.from(each));

describe("a cache of files", () => {
  test("answers what was written, joined, under its key alone", () => {
    const { cache } = make();
    expect(cache.read("index 1:2")).toBeNull();
    cache.write("index 1:2", parts("one ", "two"));
    cache.write("empty", []);
    expect(text(cache.read("index 1:2"))).toBe("one two");
    expect(text(cache.read("empty"))).toBe("");
    expect(cache.read("index 1:3")).toBeNull();
    cache.write("index 1:2", parts("newer"));
    expect(text(cache.read("index 1:2"))).toBe("newer");
  });

  test("any bytes under any key", () => {
    const { cache } = make();
    assert(
      property(string(), array(uint8Array({ maxLength: 300 })), (key, blobs) => {
        cache.write(key, blobs);
        expect(Buffer.from(cache.read(key) ?? "nothing").equals(Buffer.concat(blobs))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test("what another build kept is not there", () => {
    const { cache, folder } = make();
    cache.write("k", parts("scanned the old way"));
    expect(make(undefined, "build-2", folder).cache.read("k")).toBeNull();
    expect(text(make(undefined, "build-1", folder).cache.read("k"))).toBe("scanned the old way");
  });

  test.skipIf(process.platform === "win32")("belongs to its user alone", () => {
    const { cache, folder, entries } = make();
    cache.write("k", parts("x"));
    expect(lstatSync(folder).mode & 0o777).toBe(0o700);
    expect(entries().map((path) => lstatSync(path).mode & 0o777)).toEqual([0o600]);
  });

  test("nothing is made before something is kept", () => {
    const { cache, folder } = make();
    cache.read("k");
    expect(existsSync(folder)).toBe(false);
  });
});

describe("damage is an entry that is not there", () => {
  test("cut or changed at any byte, or longer", () => {
    const { cache, entries } = make();
    cache.write("a key", parts("what was found"));
    const [path = ""] = entries();
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at++) {
      writeFileSync(path, whole.subarray(0, at));
      expect(cache.read("a key"), `cut at ${at}`).toBeNull();
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      writeFileSync(path, flipped);
      expect(cache.read("a key"), `flipped at ${at}`).toBeNull();
    }
    writeFileSync(path, Buffer.concat([whole, Buffer.of(0)]));
    expect(cache.read("a key")).toBeNull();
    writeFileSync(path, whole);
    expect(text(cache.read("a key"))).toBe("what was found");
  });

  test("another key's entry under this one's name", () => {
    const { cache, entries } = make();
    cache.write("mine", parts("x"));
    const [mine = ""] = entries();
    cache.write("other", parts("y"));
    const other = entries().find((path) => path !== mine) ?? "";
    renameSync(other, mine);
    expect(cache.read("mine")).toBeNull();
  });

  test("a folder or a link in the place of an entry", () => {
    const { cache, entries, folder } = make();
    cache.write("k", parts("x"));
    const [path = ""] = entries();
    renameSync(path, join(folder, "elsewhere"));
    symlinkSync(join(folder, "elsewhere"), path);
    expect(cache.read("k")).toBeNull();
    renameSync(join(folder, "elsewhere"), path);
    expect(text(cache.read("k"))).toBe("x");
    truncateSync(path);
    expect(cache.read("k")).toBeNull();
  });
});

describe.skipIf(process.platform === "win32")("a folder that cannot be believed is not used", () => {
  test.each([
    ["a symbolic link", (folder: string, real: string): void => symlinkSync(real, folder)],
    [
      "open to others",
      (folder: string): void => {
        mkdirSync(folder);
        chmodSync(folder, 0o777);
      },
    ],
    ["not a folder", (folder: string): void => writeFileSync(folder, "")],
  ])("%s", (trouble, prepare) => {
    const [real, folder] = [tempFolder(), join(tempFolder(), "postmortem")];
    prepare(folder, real);
    const { cache } = make(undefined, "build-1", folder);
    cache.write("k", parts("x"));
    expect(cache.read("k")).toBeNull();
    expect(readdirSync(real)).toEqual([]);
    expect(purgeCache(folder, false)).toEqual({ trouble, files: 0, bytes: 0 });
  });

  test("an entry that others may write", () => {
    const { cache, entries } = make();
    cache.write("k", parts("x"));
    chmodSync(entries()[0] ?? "", 0o666);
    expect(cache.read("k")).toBeNull();
  });

  test.skipIf(process.getuid?.() !== 0)("somebody else's", async () => {
    const { chownSync } = await import("node:fs");
    const { cache, folder } = make();
    cache.write("k", parts("x"));
    chownSync(folder, 12_345, 12_345);
    expect(make(undefined, "build-1", folder).cache.read("k")).toBeNull();
    expect(purgeCache(folder, false).trouble).toBe("somebody else's");
  });

  test("one that cannot be made", () => {
    const file = join(tempFolder({ "a-file": "" }), "a-file", "below");
    const { cache } = make(undefined, "build-1", file);
    cache.write("k", parts("x"));
    expect(cache.read("k")).toBeNull();
  });
});

describe("a full disk", () => {
  test("leaves no half entry", () => {
    const folder = tempFolder();
    // What no file system takes: the second write fails, as it does when the disk is full after the first.
    const refused = { length: 4 } as Uint8Array;
    expect(() => {
      writeEntryFile(folder, "entry", "draft-00000000", [Buffer.from("first"), refused]);
    }).toThrow();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("ends keeping for this run: every entry would fail, and each costs time", () => {
    const { cache, entries } = make();
    cache.write("k", [{ length: 4 } as Uint8Array]);
    cache.write("other", parts("y"));
    expect([cache.read("k"), cache.read("other")]).toEqual([null, null]);
    expect(entries()).toEqual([]);
  });
});

function used(path: string, minutesAgo: number): void {
  utimesSync(path, NOW / 1000, NOW / 1000 - minutesAgo * 60);
}

describe("the limit", () => {
  test("removes what was not used for the longest time", () => {
    const { cache, entries } = make(1000);
    const byKey = new Map<string, string>();
    for (const key of ["a", "b", "c"]) {
      const before = new Set(entries());
      cache.write(key, [Buffer.alloc(250)]);
      byKey.set(key, entries().find((path) => !before.has(path)) ?? "");
    }
    used(byKey.get("a") ?? "", 30);
    used(byKey.get("b") ?? "", 20);
    used(byKey.get("c") ?? "", 10);
    expect(cache.read("a")).not.toBeNull(); // it is the one used last now
    cache.write("d", [Buffer.alloc(250)]);
    expect(["a", "b", "c", "d"].map((key) => cache.read(key) !== null)).toEqual([true, false, true, true]);
  });

  test("an entry that would fill it is not kept", () => {
    const { cache, entries } = make(1000);
    cache.write("small", parts("x"));
    cache.write("large", [Buffer.alloc(990)]);
    expect(cache.read("large")).toBeNull();
    expect(entries()).toHaveLength(1);
  });

  test("drafts of runs that died go, those of runs that work stay", () => {
    const { cache, folder, entries } = make(1000);
    cache.write("a", [Buffer.alloc(400)]);
    const [dead, alive] = ["draft-00000000-dead", "draft-11111111-11"].map((name) => join(folder, name));
    for (const path of [dead, alive]) writeFileSync(path ?? "", Buffer.alloc(200));
    utimesSync(dead ?? "", 0, NOW / 1000 - 7200);
    utimesSync(alive ?? "", 0, NOW / 1000 - 60);
    const again = make(1000, "build-1", folder);
    again.cache.write("b", [Buffer.alloc(300)]);
    expect(entries()).not.toContain(dead);
    expect(entries()).toContain(alive);
  });
});

describe("purging", () => {
  test("removes what the cache wrote, and nothing else", () => {
    const { cache, folder, entries } = make();
    cache.write("a", parts("x"));
    cache.write("b", parts("y"));
    writeFileSync(join(folder, "draft-00000000-00"), "half");
    writeFileSync(join(folder, "notes.txt"), "mine");
    const bytes = entries().reduce((sum, path) => sum + lstatSync(path).size, 0) - 4;
    expect(purgeCache(folder, true)).toEqual({ trouble: null, files: 3, bytes });
    expect(entries()).toHaveLength(4);
    expect(purgeCache(folder, false)).toEqual({ trouble: null, files: 3, bytes });
    expect(entries()).toEqual([join(folder, "notes.txt")]);
  });

  test("removes the folder too when nothing else is in it", () => {
    const { cache, folder } = make();
    cache.write("a", parts("x"));
    purgeCache(folder, false);
    expect(existsSync(folder)).toBe(false);
    expect(purgeCache(folder, false)).toEqual({ trouble: "missing", files: 0, bytes: 0 });
  });
});
