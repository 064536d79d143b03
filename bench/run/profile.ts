import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { raceOf } from "../generate.ts";
import { sizeText } from "../generator/size.ts";
import { caseOf } from "./cases.ts";
import { type Bench, MIB } from "./section.ts";

interface Profiled {
  readonly steps: readonly { readonly name: string; readonly ms: number; readonly bytes: number | null }[];
  readonly jsonBytes: number;
  readonly peakKiB: number;
}

function once(bench: Bench, folder: string, options: readonly string[]): Profiled {
  const argv = [...options, join(bench.product.stages, "profile-stage.js"), folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: "utf8", maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`profile: exit ${status}: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout) as Profiled;
}

function totalMs({ steps }: Profiled): number {
  return steps.reduce((sum, { name, ms }) => sum + (name.startsWith(" ") ? 0 : ms), 0);
}

function table(profiled: Profiled): string {
  const total = totalMs(profiled);
  const rows = profiled.steps.map(({ name, ms, bytes }) => {
    const rate = bytes === null || ms === 0 ? "" : ((bytes / MIB / ms) * 1000).toFixed(0);
    return `| ${name} | ${ms.toFixed(1)} | ${((100 * ms) / total).toFixed(1)} | ${rate} |`;
  });
  return [
    "| step | ms | % | MiB/s |",
    "|---|---|---|---|",
    ...rows,
    `| **together** | ${total.toFixed(1)} | 100 | |`,
  ].join("\n");
}

/**
 * Where the time of one analyze goes: the quickest of the rounds, step by step; files of the scan are set in, and are
 * part of it.
 *
 * @param cpuProf folder for a CPU profile of one more run, which is slower; null for none
 */
export async function profile(bench: Bench, cpuProf: string | null): Promise<void> {
  const race = await caseOf(bench.data, raceOf({ bytes: bench.size }));
  const runs = Array.from({ length: bench.rounds }, () => once(bench, race.folder, []));
  const [quickest] = runs.toSorted((a, b) => totalMs(a) - totalMs(b));
  if (quickest === undefined) return;
  console.log(
    `analyze of ${sizeText(bench.size)} of stderr, the quickest of ${runs.length} runs\n\n${table(quickest)}\n`,
  );
  console.log(`report ${quickest.jsonBytes} B, peak resident ${(quickest.peakKiB / 1024).toFixed(0)} MiB`);
  if (cpuProf === null) return;
  const folder = resolve(cpuProf);
  mkdirSync(folder, { recursive: true });
  once(bench, race.folder, ["--cpu-prof", `--cpu-prof-dir=${folder}`]);
  console.log(`CPU profile in ${folder}`);
}
