// The whole test command: types, lint, format, dead code, then every test on sources and on the packed package.
// The last line is "N passed, N failed"; a check counts as one test.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
let passed = 0;
let failed = 0;

function run(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" }).status === 0;
}

function check(name: string, command: string, args: readonly string[]): void {
  const started = Date.now();
  const ok = run(command, args);
  if (ok) passed++;
  else failed++;
  console.log(`${ok ? "ok  " : "FAIL"} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

check("assembly", "node", ["scripts/wasm.ts"]);
check("types", "tsc", ["-p", "tsconfig.json", "--noEmit"]);
check("lint", "oxlint", ["--type-aware", "--deny-warnings"]);
check("format", "oxfmt", ["--check", "."]);
check("dead code", "knip", []);
check("build", "node", ["scripts/build.ts"]);

interface VitestJson {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
}
const results = mkdtempSync(join(tmpdir(), "postmortem-test-"));
const report = join(results, "vitest.json");
process.env["POSTMORTEM_ENTRY"] = join(root, "dist/cli/main.js");
const allRan = run("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`]);
try {
  const totals = JSON.parse(readFileSync(report, "utf8")) as VitestJson;
  passed += totals.numPassedTests;
  failed += totals.numFailedTests;
  if (totals.numPassedTests === 0 || (!allRan && totals.numFailedTests === 0)) failed++;
} catch {
  failed++;
}
rmSync(results, { recursive: true, force: true });

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
