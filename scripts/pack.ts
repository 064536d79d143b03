// The package as it is published: `node scripts/pack.ts` stages it in package-stage/ and packs it into this folder.
// What a clone needs (its own Node, scripts, devDependencies) is left out: whoever installs has a Node already.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const clonesOnly = new Set(["devDependencies", "optionalDependencies", "scripts"]);

/** Fills `into` with what npm publishes, taking the compiled code from `dist`. */
export function stage(into: string, dist: string): void {
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, unknown>;
  const published = Object.fromEntries(Object.entries(manifest).filter(([key]) => !clonesOnly.has(key)));
  writeFileSync(join(into, "package.json"), `${JSON.stringify(published, null, 2)}\n`);
  cpSync(dist, join(into, "dist"), { recursive: true });
  chmodSync(join(into, "dist/cli/main.js"), 0o755);
  for (const folder of ["schema", "rules"]) cpSync(join(root, folder), join(into, folder), { recursive: true });
  for (const file of ["README.md", "LICENSE", "CHANGELOG.md"]) cpSync(join(root, file), join(into, file));
}

/** Packs a staged folder into `destination`; returns the tarball's path. Needs no network. */
export function pack(staged: string, destination: string): string {
  const packed = spawnSync(
    "npm",
    ["pack", "--json", "--offline", "--ignore-scripts", "--pack-destination", destination],
    {
      cwd: staged,
      encoding: "utf8",
      shell: process.platform === "win32",
    },
  );
  if (packed.status !== 0) throw new Error(`npm pack failed: ${packed.stderr}`);
  const [made] = JSON.parse(packed.stdout) as { readonly filename: string }[];
  if (made === undefined) throw new Error("npm pack made nothing");
  return join(destination, made.filename);
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const built = spawnSync(process.execPath, [join(root, "scripts/build.ts")], { stdio: "inherit" });
  if (built.status !== 0) process.exit(built.status ?? 1);
  stage(join(root, "package-stage"), join(root, "dist"));
  console.log(pack(join(root, "package-stage"), root));
}
