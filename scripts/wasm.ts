// Compiles assembly/*.ts (AssemblyScript) to WebAssembly with SIMD, as base64 in src/parse/wasm/*.module.ts, which git
// does not keep: the source is the assembly. Run by the build; `node scripts/wasm.ts` after changing the assembly.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { main } from "assemblyscript/asc";

const root = fileURLToPath(new URL("..", import.meta.url));
const from = join(root, "assembly");
const to = join(root, "src/parse/wasm");
const scratch = mkdtempSync(join(tmpdir(), "postmortem-wasm-"));

/** One module: no runtime, no imports but the memory, no data of its own: all of the memory is the caller's. */
async function compiled(name: string): Promise<Uint8Array> {
  const out = join(scratch, `${name}.wasm`);
  const flags = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--use", "abort=", "--importMemory"];
  const { error } = await main([`${name}.ts`, "--baseDir", from, "--outFile", relative(from, out), ...flags], {
    stderr: process.stderr, // a mistake is printed with its line
  });
  if (error !== null) throw error;
  return readFileSync(out);
}

mkdirSync(to, { recursive: true });
for (const file of readdirSync(from).sort()) {
  if (!file.endsWith(".ts")) continue;
  const name = file.slice(0, -".ts".length);
  const base64 = Buffer.from(await compiled(name)).toString("base64");
  const target = join(to, `${name}.module.ts`);
  const text = `// Compiled from assembly/${file} by scripts/wasm.ts.\nexport const MODULE =\n  "${base64}";\n`;
  // An unchanged file keeps its times: watchers and incremental tools see nothing.
  if (!existsSync(target) || readFileSync(target, "utf8") !== text) writeFileSync(target, text);
}
rmSync(scratch, { recursive: true });
