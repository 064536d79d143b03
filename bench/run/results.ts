import { cpus, loadavg, release, totalmem } from "node:os";
import { sizeText } from "../generator/size.ts";
import type { PeerName } from "./peers.ts";
import { type Bar, GIB, MIB, type Section } from "./section.ts";

function seconds(value: number): string {
  return value.toFixed(value < 10 ? 3 : 1);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function timings({ rows, bytes }: Section): string {
  const [first] = rows;
  if (first === undefined) return "";
  const cells = rows.map((row) => [
    row.name,
    `${seconds(row.wallS)} (${seconds(row.minS)}–${seconds(row.maxS)})`,
    (row.wallS / first.wallS).toFixed(2),
    row.cpuS === null ? "–" : row.cpuS.toFixed(2),
    row.peakMiB === null ? "–" : row.peakMiB.toFixed(0),
    bytes === null ? "–" : (bytes / MIB / row.wallS).toFixed(0),
    String(row.rounds),
  ]);
  return table(
    ["command", "wall s, median (min–max)", `× ${first.name}`, "cpu s", "peak MiB", "MiB/s", "rounds"],
    cells,
  );
}

/** Whether the bar holds; null when it could not be measured. */
function holds({ value, limit, atLeast }: Bar): boolean | null {
  if (value === null) return null;
  return atLeast === true ? value >= limit : value <= limit;
}

function verdict(bar: Bar): string {
  const held = holds(bar);
  if (held === null) return "not measured";
  const word = held ? "holds" : "**does not hold**";
  return bar.unlike === null ? word : `(${held ? "holds" : "does not hold"}; ${bar.unlike})`;
}

function barTable(bars: readonly Bar[]): string {
  const cells = bars.map((bar) => [
    bar.text,
    `${bar.atLeast === true ? "≥" : "≤"} ${bar.limit}${bar.unit}`,
    bar.value === null ? "–" : `${bar.value.toFixed(bar.value < 100 ? 2 : 0)}${bar.unit}`,
    verdict(bar),
  ]);
  return table(["bar", "asked", "found", "verdict"], cells);
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

/** A section in Markdown. */
export function sectionText(section: Section): string {
  const parts = [
    `## ${section.title}`,
    timings(section),
    section.bars.length > 0 ? barTable(section.bars) : "",
    list([...section.wrong.map((text) => `**wrong**: ${text}`), ...section.notes]),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** What the figures were taken on. */
export function machineText(peers: ReadonlyMap<PeerName, string | null>): string {
  const [cpu] = cpus();
  const tools = [...peers].map(([name, version]) => `${name}: ${version ?? "not installed"}`);
  const facts = [
    `${(cpu?.model ?? "processor unknown").trim()}, ${cpus().length} cores, ${sizeText(totalmem())} memory`,
    `Node ${process.version}, ${process.platform} ${release()}, load ${loadavg()
      .map((load) => load.toFixed(2))
      .join(" ")} when it began`,
    ...tools,
  ];
  return facts.map((fact) => `- ${fact}`).join("\n");
}

/** The whole of `bench/RESULTS.md`. */
export function resultsText(command: string, machine: string, sections: readonly Section[]): string {
  const bars = sections.flatMap((section) => section.bars.map((bar) => ({ section: section.title, bar })));
  const failed = bars.filter(({ bar }) => holds(bar) === false && bar.unlike === null);
  const judged = bars.filter(({ bar }) => holds(bar) !== null && bar.unlike === null);
  const summary =
    judged.length === 0
      ? "No bar is asked for what this run measured: they are for 1 GiB and more."
      : `${judged.length - failed.length} of ${judged.length} bars hold that are asked for what this run measured.`;
  const head = `# Results of the bench\n\nWritten by \`${command}\`; what is measured and how: [docs/performance.md](../docs/performance.md).\n\n${machine}\n\n${summary}\n`;
  return [head, ...sections.map(sectionText)].join("\n");
}

/** Null when a run of `bytes` is of the size a bar is asked for. */
export function unlikeSize(bytes: number, asked = GIB): string | null {
  return bytes >= asked * 0.95 ? null : `asked for ${sizeText(asked)}, not for ${sizeText(bytes)}`;
}
