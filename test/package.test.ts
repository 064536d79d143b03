// The package as people install it: packed, unpacked elsewhere, and run there.
import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pack, stage } from "../scripts/pack.ts";
import { run } from "./cli/spawn.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const fixture = join(root, "fixtures/split-writer-race");

interface Manifest {
  readonly name: string;
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;

let scratch = "";
let staged = "";
let installed = "";
let bin = "";
let files: string[] = [];

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "postmortem-package-"));
  // Compiled here, not taken from dist/, which may be older than the sources.
  execFileSync(process.execPath, [join(root, "scripts/build.ts"), join(scratch, "dist")], {
    cwd: root,
    env: { ...process.env, PATH: `${join(root, "node_modules/.bin")}${delimiter}${process.env["PATH"] ?? ""}` },
  });
  staged = join(scratch, "stage");
  stage(staged, join(scratch, "dist"));
  const tarball = pack(staged, scratch);

  installed = join(scratch, "app/node_modules", manifest.name);
  mkdirSync(dirname(installed), { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", scratch]);
  renameSync(join(scratch, "package"), installed);
  // Its own dependencies and no others: an import of a devDependency must fail here.
  for (const name of Object.keys(manifest.dependencies)) {
    const link = join(scratch, "app/node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, "node_modules", name), link, "junction");
  }
  bin = join(installed, "dist/cli/main.js");
  files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(installed, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

describe("the packed package", () => {
  test("holds the program, the schema and the documents, and nothing else", () => {
    const allowed =
      /^(?:dist\/.+\.(?:js|js\.map|d\.ts)|dist\/cli\/(?:help\.json|build-id\.txt)|schema\/[^/]+\.json|rules\/[^/]+\.yaml|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
    expect(files.filter((file) => !allowed.test(file))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining([
        "LICENSE",
        "README.md",
        "dist/cli/main.js",
        "dist/index.d.ts",
        "rules/split-writer-race.yaml",
        "schema/report-1.schema.json",
        "schema/rule-1.schema.json",
      ]),
    );
  });

  test("asks for no Node of its own, no script and no development package", () => {
    const published = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as Record<string, unknown>;
    expect(Object.keys(published)).not.toEqual(expect.arrayContaining(["scripts"]));
    expect(published["devDependencies"] ?? published["optionalDependencies"] ?? null).toBeNull();
    expect(published["dependencies"]).toEqual(manifest.dependencies);
    expect(published["engines"]).toEqual(manifest.engines);
  });

  test("has nothing publint objects to", async () => {
    const { messages } = await publint({ pkgDir: staged, strict: true, pack: false });
    expect(messages).toEqual([]);
  });

  test("says the same as the sources, byte for byte", async () => {
    const args = ["analyze", fixture, "--json", "-"];
    const sources = await run(args);
    const packed = await run(args, { entry: bin });
    expect(sources.code, sources.stderr).toBe(0);
    expect(packed.code, packed.stderr).toBe(0);
    expect(packed.stdout).toBe(sources.stdout);
    expect(JSON.parse(packed.stdout)).toMatchObject({ verdict: { class: "split-writer-race" } });
  });

  test("keeps its compiled code where the user's caches are, and purge takes it away", async () => {
    const place = join(scratch, "cache/postmortem");
    const env = { XDG_CACHE_HOME: dirname(place) };
    await run(["analyze", fixture], { entry: bin, env: { ...env, POSTMORTEM_CACHE: "off" } });
    expect(existsSync(place)).toBe(false);
    await run(["analyze", fixture], { entry: bin, env });
    expect(readdirSync(place)).toContain("code");
    if (process.platform !== "win32") expect(statSync(place).mode & 0o077).toBe(0);
    const purged = await run(["purge"], { entry: bin, env });
    expect(purged.stdout).toMatch(/^removed \d+ files, /);
    expect(existsSync(place)).toBe(false);
  });

  test.skipIf(process.platform === "win32")("runs by the name npm links it under", () => {
    const link = join(scratch, "app/node_modules/.bin/postmortem");
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(bin, link);
    const path = [dirname(process.execPath), process.env["PATH"]].join(delimiter);
    const shown = spawnSync(link, ["--help"], { encoding: "utf8", env: { PATH: path, NO_COLOR: "1" } });
    expect(shown.stderr).toBe("");
    expect(shown.status).toBe(0);
    expect(shown.stdout).toMatch(/postmortem/);
    expect(shown.stdout).toMatch(/analyze/);
  });

  test("offers analyze and the types of the model to programs", async () => {
    const program = join(installed, "dist/index.js");
    const api = (await import(program)) as Record<string, unknown>;
    expect(typeof api["analyze"]).toBe("function");
  });

  const old = oldNode();
  test.skipIf(old === null)("names the Node it needs when it is run on an older one", async () => {
    const { code, stdout, stderr } = await run(["analyze", fixture], { entry: bin, node: [old ?? ""] });
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/Node(?:\.js)? (?:>= ?)?22\.15/);
    expect(stderr).not.toMatch(/SyntaxError|^\s+at /m);
    expect(stderr.trim().split("\n").length).toBeLessThanOrEqual(3);
  });
});

/** A Node older than the floor on this machine, or null: nothing to test then. */
function oldNode(): string | null {
  for (const path of ["/usr/bin/node", "/usr/local/bin/node", "/opt/homebrew/bin/node"]) {
    if (!existsSync(path)) continue;
    const version = spawnSync(path, ["--version"], { encoding: "utf8" }).stdout;
    const major = Number(/^v(\d+)\./.exec(version)?.[1] ?? "99");
    if (major < 22) return path;
  }
  return null;
}
