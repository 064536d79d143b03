/** Runs cells: the reference once, then each cell against it. */
import { actionOf, type Cell, isSilent } from "./cells.ts";
import { judge, overlong, type Verdict } from "./judge.ts";
import { BUDGET_MS, type CellRun, IMPATIENT, LONG_BUDGET_MS, PATIENT, runCell } from "./run-cell.ts";
import { matrixWorld } from "./world.ts";

/** A run that nothing befell, and one for which files came in portions. */
export interface References {
  readonly whole: CellRun;
  readonly portions: CellRun;
}

/** What came of one cell. */
export interface Played extends Verdict {
  readonly cell: Cell;
  readonly elapsedMs: number;
}

const REST = "rds:DownloadCompleteDBLogFile";
/** For what this machine does between requests, beside other work. */
const SLACK_MS = 20_000;
/** A file is tried that often at least, whatever the budget. */
const FEWEST_TRIES = 5;

/** The runs that all others are held against. */
export async function references(): Promise<References> {
  await runCell(); // loads the SDK's packages: what they take is no cell's time
  return { whole: await runCell(), portions: await runCell({ rules: { denied: new Set([REST]) } }) };
}

/** Portions are only asked for where whole files are refused: their faults befall a run that has nothing else. */
function needsPortions({ calls, kind }: Cell): boolean {
  return kind !== null && calls.includes("DownloadDBLogFilePortion");
}

/** Runs one cell and judges it. */
export async function play(cell: Cell, { whole, portions }: References): Promise<Played> {
  const { kind, nth, calls } = cell;
  const alone = needsPortions(cell);
  const denied = new Set([...(alone ? [REST] : []), ...(kind === null ? calls.map(actionOf) : [])]);
  const faults = kind === null ? [] : calls.map((action) => ({ action, nth, kind }));
  const timeouts = isSilent(kind) ? IMPATIENT : PATIENT;
  const budgetMs = nth === 0 ? BUDGET_MS : LONG_BUDGET_MS;
  const run = await runCell({ world: matrixWorld(), rules: { faults, denied }, timeouts, budgetMs });
  const reference = alone ? portions : whole;
  const longestTryMs = isSilent(kind) ? Math.max(timeouts.firstByteMs, timeouts.stallMs) : 1000;
  const subjects = new Set(run.calls.filter(({ call }) => calls.includes(call)).map(({ about }) => about)).size;
  const eachMs = Math.max(BUDGET_MS + longestTryMs, FEWEST_TRIES * (longestTryMs + 100));
  const deadlineMs = SLACK_MS + 3 * whole.elapsedMs + (nth === 0 ? Math.max(1, subjects) : 1) * eachMs;
  const verdict = judge(cell, run, reference, deadlineMs);
  // Connection, first byte and a body that stops: no request may last longer than the three.
  const mostMs = isSilent(kind) ? timeouts.connectionMs + timeouts.wholeMs + 2000 : Number.POSITIVE_INFINITY;
  const late = overlong(run, mostMs);
  const outcome = late.length > 0 ? "failed" : verdict.outcome;
  return { outcome, causes: [...verdict.causes, ...late], cell, elapsedMs: run.elapsedMs };
}
