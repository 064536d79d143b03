// Builds dist/ (or the folder given) from src/. Run by npm scripts, so it runs on the clone's own Node.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = resolve(process.argv[2] ?? join(root, "dist"));

function mustRun(command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

/**
 * A few files instead of some seven hundred: finding and compiling one file a module took 0.3 s of every run. Packages
 * stay outside, so that an update of one needs no build of ours. All chunks lie beside the program, because a worker
 * thread is found beside the chunk that starts it.
 */
async function bundle(): Promise<void> {
  const threads = globSync("src/**/*-{worker,thread}.ts", { cwd: root }).sort();
  const build = await rolldown({
    cwd: root,
    input: {
      "cli/main": "src/cli/main.ts",
      index: "src/index.ts",
      ...Object.fromEntries(threads.map((file) => [`cli/${basename(file, ".ts")}`, file])),
    },
    platform: "node",
    external: /^[^./]/,
  });
  await build.write({
    dir: out,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "cli/[name]-[hash].js",
    // A comment cannot be read out of a running program, and is compiled each time.
    comments: { legal: true, jsdoc: false, annotation: false },
  });
  await build.close();
}

rmSync(out, { recursive: true, force: true });
mustRun(process.execPath, [join(root, "scripts/wasm.ts")]);
mustRun("tsc", ["-p", "tsconfig.build.json", "--outDir", out]);
await bundle();
chmodSync(join(out, "cli/main.js"), 0o755);

// `--help` must not load the parser of options: it is rendered here, from the same definitions.
const { helpTexts } = await import("../src/cli/program.ts");
writeFileSync(join(out, "cli/help.json"), `${JSON.stringify(helpTexts())}\n`);

// What one build keeps for later runs, another must not read: it may scan differently.
const id = createHash("sha256");
for (const name of readdirSync(join(out, "cli")).sort()) id.update(name).update(readFileSync(join(out, "cli", name)));
writeFileSync(join(out, "cli/build-id.txt"), `${id.digest("hex")}\n`);
