import { LevelCode, type ClientFacts, type ClientReport } from "../../model/index.ts";
import { ledgerCells } from "../../report/index.ts";
import { SECOND_US } from "../../model/index.ts";
import type { CaseRecords, ViewCase } from "../case.ts";
import { blank, type Cell, type Scale } from "./cells.ts";
import { columnBins } from "./histogram.ts";
import { latest } from "../state/latest.ts";

/** Letters of kinds of errors (client signatures without `client-`). */
const errorLetters: Readonly<Record<string, string>> = {
  "read-only": "R",
  "connection-lost": "L",
  refused: "C",
  terminated: "T",
  timeout: "O",
  "not-accepting": "N",
  "in-recovery": "V",
  "pool-exhausted": "P",
  "too-many-connections": "M",
  "dns-failure": "D",
  "stale-dns": "D",
  unreachable: "U",
  "transaction-in-doubt": "?",
  "stale-read": "S",
  "recovery-conflict": "K",
};

const keptBins = latest<readonly { readonly worst: number; readonly total: number }[]>();

/**
 * What a client met: letters of errors, `w` for warnings, `╌` for ordinary records, `═` while it was stale, `†` where
 * its process ended, `·` where its log does not reach. Blank is silence.
 */
export function clientCells(
  viewCase: ViewCase,
  client: ClientReport,
  streams: readonly number[],
  scale: Scale,
): Cell[] {
  const cells = blank(scale.columns);
  const facts = viewCase.facts.clients.find(({ id }) => id === client.id);
  uncovered(viewCase, client, scale, cells);
  for (const stream of streams) ordinary(viewCase.records, stream, scale, facts, cells);
  stale(viewCase, client, scale, cells);
  if (facts !== undefined) errors(facts, scale, cells);
  return cells;
}

function uncovered(
  { report }: ViewCase,
  { id }: ClientReport,
  { startUs, endUs, columns }: Scale,
  cells: Cell[],
): void {
  const entry = report.coverage.find(({ subject, source }) => source === "application-log" && subject === id);
  if (entry === undefined) return;
  const covered = ledgerCells(entry, { startMs: startUs / 1000, endMs: endUs / 1000, columns });
  for (const [index, cell] of covered.entries())
    if (cell === "missing" || cell === "late") cells[index] = { text: "·", style: "gap" };
}

function ordinary(
  records: CaseRecords,
  index: number,
  scale: Scale,
  facts: ClientFacts | undefined,
  cells: Cell[],
): void {
  const stream = records.streams.find((each) => each.index === index);
  if (stream === undefined) return;
  const bins = keptBins(stream, `${scale.key} ${records.ordered}`, () => {
    const counted = records.bins(stream, scale.startUs, scale.endUs, scale.columns);
    return Array.from({ length: scale.columns }, (_, at) => columnBins(counted, at));
  });
  for (const [at, { worst, total }] of bins.entries()) {
    if (total === 0) continue;
    if (worst >= LevelCode.error) cells[at] = { text: letterAt(facts, scale, at), style: "error" };
    else if (worst === LevelCode.warning) cells[at] = { text: "w", style: "warning" };
    else cells[at] = { text: "╌", style: "plain" };
  }
}

/** The kind of the errors in a column when only one can be meant, else `e`. */
function letterAt(facts: ClientFacts | undefined, scale: Scale, at: number): string {
  const width = (scale.endUs - scale.startUs) / scale.columns;
  const from = scale.startUs + at * width;
  const runs = (facts?.errors ?? []).filter(({ firstUs, lastUs }) => firstUs < from + width && lastUs >= from);
  return runs.length === 1 ? (errorLetters[runs[0]?.kind ?? ""] ?? "e") : "e";
}

/** From the end of the failover to the last read-only error; it stays behind whatever else is there. */
function stale({ facts }: ViewCase, { staleSeconds, id }: ClientReport, scale: Scale, cells: Cell[]): void {
  const refused = facts.clients.find((each) => each.id === id)?.refusedUs.at(-1);
  if (staleSeconds <= 0 || refused === undefined) return;
  const shown = scale.stretch(refused - staleSeconds * SECOND_US, refused + 1);
  if (shown === null) return;
  for (let at = shown[0]; at <= shown[1]; at++)
    if (!/[A-Z?ew]/.test(cells[at]?.text ?? "")) cells[at] = { text: "═", style: "bad" };
}

/** First and last of every kind, every read-only refusal, and the ends of its process. */
function errors({ errors: runs, refusedUs, containerEnds }: ClientFacts, scale: Scale, cells: Cell[]): void {
  const put = (us: number, text: string): void => {
    const at = Number.isFinite(us) ? scale.at(us) : -1;
    if (at >= 0 && at < cells.length) cells[at] = { text, style: "error" };
  };
  for (const { kind, firstUs, lastUs } of runs) {
    put(firstUs, errorLetters[kind] ?? "e");
    put(lastUs, errorLetters[kind] ?? "e");
  }
  for (const us of refusedUs) put(us, "R");
  for (const { us } of containerEnds) put(us, "†");
}
