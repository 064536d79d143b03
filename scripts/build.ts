// Builds dist/ from src/. Run by npm scripts, so it runs on the clone's own Node.
import { spawnSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
rmSync(`${root}dist`, { recursive: true, force: true });
const compiler = spawnSync("tsc", ["-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
  shell: process.platform === "win32",
});
if (compiler.status !== 0) process.exit(compiler.status ?? 1);
chmodSync(`${root}dist/cli/main.js`, 0o755);
