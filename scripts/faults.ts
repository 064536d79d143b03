// `npm run faults [-- --shards N --only TEXT --pairs]`: the whole matrix of FAULTS §2.1 (R4, R5): every fault on every
// call, once and for ever, every action denied, the odd accounts, and with --pairs each pair of actions denied. Prints a
// table and every cell that is neither complete nor honest; ends with 1 where there is one. Minutes: N processes share it.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Cell, denialCells, faultCells, pairCells } from "../test/collect/matrix/cells.ts";
import type { Verdict } from "../test/collect/matrix/judge.ts";
import { play, references } from "../test/collect/matrix/play.ts";
import { ownResolver } from "../test/collect/matrix/resolver.ts";
import { rows } from "../test/collect/matrix/rows.ts";

/** What one process tells of one cell. */
interface Told extends Verdict {
  readonly group: string;
  readonly name: string;
  readonly elapsedMs: number;
}

const { values } = parseArgs({
  options: {
    shards: { type: "string", default: "2" },
    shard: { type: "string" },
    only: { type: "string", default: "" },
    pairs: { type: "boolean", default: false },
  },
});
const shards = Number(values.shards);
const wanted = ({ name }: { readonly name: string }): boolean => name.includes(values.only);
const cells = [...denialCells(), ...faultCells(), ...(values.pairs ? pairCells() : [])].filter(wanted);

function groupOf({ kind, calls, nth }: Cell): string {
  if (kind === null) return calls.length > 1 ? "denied, pairs" : "denied alone";
  return `${kind}, ${nth === 1 ? "once" : "for ever"}`;
}

async function playShard(shard: number, tell: (told: Told) => void): Promise<void> {
  const end = await ownResolver();
  try {
    const all = await references();
    for (const [index, cell] of cells.entries()) {
      if (index % shards !== shard) continue;
      const { outcome, causes, elapsedMs } = await play(cell, all);
      tell({ group: groupOf(cell), name: cell.name, outcome, causes, elapsedMs });
    }
    for (const [index, row] of rows.filter(wanted).entries()) {
      if (index % shards !== shard) continue;
      const began = performance.now();
      const { outcome, causes } = await row.play(all);
      tell({ group: "odd accounts", name: row.name, outcome, causes, elapsedMs: performance.now() - began });
    }
  } finally {
    await end();
  }
}

/** Each in a process of its own: the SDK reads endpoint and keys from the environment, of which a process has one. */
async function playAll(): Promise<readonly Told[]> {
  const all: Told[] = [];
  const told = (one: Told): void => {
    all.push(one);
    if (one.outcome === "failed") console.log(`FAILED ${one.name}\n  ${one.causes.join("\n  ")}`);
    else if (all.length % 50 === 0) console.error(`${all.length} cells`);
  };
  const codes = Array.from({ length: shards }, (_, shard) => {
    const child = fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), "--shard", String(shard)]);
    child.on("message", (message) => {
      told(message as Told);
    });
    return new Promise<number>((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
  });
  if ((await Promise.all(codes)).some((code) => code !== 0)) throw new Error("a process of the matrix died");
  return all;
}

function table(all: readonly Told[]): string {
  const groups = [...Map.groupBy(all, ({ group }) => group)];
  const count = (list: readonly Told[], outcome: Verdict["outcome"]): string =>
    String(list.filter((one) => one.outcome === outcome).length).padStart(11);
  const line = (name: string, list: readonly Told[]): string => {
    const longestMs = Math.max(0, ...list.map(({ elapsedMs }) => elapsedMs));
    const outcomes = (["complete", "incomplete", "refused", "failed"] as const).map((each) => count(list, each));
    return `${name.padEnd(26)}${String(list.length).padStart(6)}${outcomes.join("")}${(longestMs / 1000).toFixed(1).padStart(10)} s`;
  };
  const head = `${"".padEnd(26)}${"cells".padStart(6)}${["complete", "incomplete", "refused", "failed"].map((each) => each.padStart(11)).join("")}${"longest".padStart(12)}`;
  return [head, ...groups.map(([name, list]) => line(name, list)), line("all", all)].join("\n");
}

if (values.shard === undefined) {
  const all = await playAll();
  console.log(table(all));
  const failed = all.filter(({ outcome }) => outcome === "failed").length;
  console.log(`${all.length} cells, ${failed} neither complete nor honest`);
  process.exitCode = failed > 0 ? 1 : 0;
} else {
  await playShard(Number(values.shard), (told) => process.send?.(told));
  process.disconnect();
}
