import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { cachePlace } from "../../src/cli/cache-place.ts";
import { cacheFolder } from "../../src/sources/index.ts";
import { run } from "./spawn.ts";

/** A place for caches with entries in it, as a build leaves them. */
function filled(): { readonly home: string; readonly folder: string } {
  const home = mkdtempSync(join(tmpdir(), "postmortem-purge-"));
  onTestFinished(() => {
    rmSync(home, { recursive: true, force: true });
  });
  const folder = join(home, "postmortem");
  const cache = cacheFolder({ folder, build: "any", nowMs: Date.now });
  for (const key of ["a", "b", "c"]) cache.write(key, [Buffer.alloc(1024 * 1024)]);
  return { home, folder };
}

describe("purge", () => {
  test("says what is kept, removes it, and says what was freed", async () => {
    const { home, folder } = filled();
    const env = { XDG_CACHE_HOME: home };
    const dry = await run(["purge", "--dry-run"], { env });
    expect(dry).toMatchObject({ code: 0, stdout: `would remove 3 files, 3.0 MiB from ${folder}\n`, stderr: "" });
    expect(readdirSync(folder)).toHaveLength(3);
    const wet = await run(["purge"], { env });
    expect(wet).toMatchObject({ code: 0, stdout: `removed 3 files, 3.0 MiB from ${folder}\n`, stderr: "" });
    expect(existsSync(folder)).toBe(false);
    expect((await run(["purge"], { env })).stdout).toBe(`nothing is kept in ${folder}\n`);
  });

  test("leaves what is not the cache's", async () => {
    const { home, folder } = filled();
    writeFileSync(join(folder, "notes.txt"), "mine");
    await run(["purge"], { env: { XDG_CACHE_HOME: home } });
    expect(readdirSync(folder)).toEqual(["notes.txt"]);
  });

  test.skipIf(process.platform === "win32")(
    "touches nothing through a link, or in a folder open to others",
    async () => {
      const { home, folder } = filled();
      const other = join(home, "other");
      mkdirSync(other);
      symlinkSync(folder, join(other, "postmortem"));
      const linked = await run(["purge"], { env: { XDG_CACHE_HOME: other } });
      expect(linked).toMatchObject({ code: 2, stdout: "" });
      expect(linked.stderr).toContain("is a symbolic link: it is not used as a cache, and nothing in it was touched");
      chmodSync(folder, 0o777);
      const open = await run(["purge"], { env: { XDG_CACHE_HOME: home } });
      expect(open.stderr).toContain("is open to others");
      expect(readdirSync(folder)).toHaveLength(3);
    },
  );
});

describe("where the cache is", () => {
  test.each([
    [{ XDG_CACHE_HOME: "/caches" }, "linux", "/home/me", "/caches/postmortem"],
    [{ XDG_CACHE_HOME: "relative" }, "linux", "/home/me", "/home/me/.cache/postmortem"],
    [{}, "linux", "/home/me", "/home/me/.cache/postmortem"],
    [{}, "darwin", "/Users/me", "/Users/me/Library/Caches/postmortem"],
    [{ LOCALAPPDATA: "/local" }, "win32", "/Users/me", "/local/postmortem/Cache"],
    [{}, "linux", "", null],
  ] as const)("%j on %s", (env, platform, home, place) => {
    expect(cachePlace(env, platform, home)).toBe(place);
  });

  test("runs from the sources keep nothing: they may be other sources the next time", async () => {
    const { home, folder } = filled();
    rmSync(folder, { recursive: true });
    const entry = resolve("src/cli/main.ts");
    const ran = await run(["analyze", resolve("fixtures/split-writer-race")], { entry, env: { XDG_CACHE_HOME: home } });
    expect(ran.code).toBe(0);
    expect(existsSync(folder)).toBe(false);
  });
});
