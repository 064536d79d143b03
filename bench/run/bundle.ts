import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { rolldown } from "rolldown";

/**
 * Bundles a program of the bench with the sources it imports, as `scripts/build.ts` bundles the product, so that a stage
 * alone starts as fast as the whole; threads lie beside it.
 *
 * @returns the folder that holds `NAME.js` for each
 */
export async function bundle(root: string, data: string, programs: readonly string[]): Promise<string> {
  const dir = join(data, "build");
  const threads = globSync("src/**/*-{worker,thread}.ts", { cwd: root }).sort();
  const build = await rolldown({
    cwd: root,
    input: {
      ...Object.fromEntries(programs.map((name) => [name, `bench/${name}.ts`])),
      ...Object.fromEntries(threads.map((file) => [basename(file, ".ts"), file])),
    },
    platform: "node",
    external: /^[^./]/,
    logLevel: "silent",
  });
  await build.write({ dir, format: "esm", entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" });
  await build.close();
  return dir;
}
