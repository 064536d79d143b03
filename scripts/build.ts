// Builds dist/ (or the folder given) from src/. Run by npm scripts, so it runs on the clone's own Node.
import { spawnSync } from "node:child_process";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { helpTexts } from "../src/cli/program.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = resolve(process.argv[2] ?? join(root, "dist"));
rmSync(out, { recursive: true, force: true });
const assembled = spawnSync(process.execPath, [join(root, "scripts/wasm.ts")], { cwd: root, stdio: "inherit" });
if (assembled.status !== 0) process.exit(assembled.status ?? 1);
const compiler = spawnSync("tsc", ["-p", "tsconfig.build.json", "--outDir", out], {
  cwd: root,
  stdio: "inherit",
  shell: process.platform === "win32",
});
if (compiler.status !== 0) process.exit(compiler.status ?? 1);
chmodSync(join(out, "cli/main.js"), 0o755);
// `--help` must not load the parser of options: it is rendered here, from the same definitions.
writeFileSync(join(out, "cli/help.json"), `${JSON.stringify(helpTexts())}\n`);
