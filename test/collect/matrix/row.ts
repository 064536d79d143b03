/** An account that misbehaves in a way that no single fault is, and what a run of it is held to. */
import { changes, newLosses, type Verdict } from "./judge.ts";
import type { References } from "./play.ts";
import { type CellOptions, type CellRun, LONG_BUDGET_MS, runCell } from "./run-cell.ts";

/** An account that misbehaves in its own way, and what must come of it. */
export interface Row {
  readonly name: string;
  readonly play: (references: References) => Promise<Verdict>;
}

/** Nothing is missing, and every file is the reference's. */
export function whole(run: CellRun, reference: CellRun): string[] {
  const changed = changes(run, reference).filter((path) => !path.startsWith("raw/"));
  const losses = newLosses(run, reference).map(({ reason }) => reason);
  return [...sound(run), ...changed.map((path) => `${path} changed`), ...losses];
}

/** It came to an end in order, and wrote nothing into the account. */
export function sound(run: CellRun): string[] {
  const crashed = run.state === "crashed" || run.state === "nothing" ? [`${run.state}: ${run.words}`] : [];
  return [...crashed, ...run.writes.map(({ action }) => `a write was called: ${action}`)];
}

/** Failed where there is a cause. */
export function verdict(causes: readonly string[], outcome: "complete" | "incomplete" = "complete"): Verdict {
  return { outcome: causes.length > 0 ? "failed" : outcome, causes };
}

/** Whether the run itself says that something is missing. */
export function told(run: CellRun, reference: CellRun): "complete" | "incomplete" {
  return newLosses(run, reference).length > 0 ? "incomplete" : "complete";
}

/** A run with these options, and what is wrong with it. */
export function row(
  name: string,
  options: () => CellOptions,
  causes: (run: CellRun, all: References) => string[],
): Row {
  return {
    name,
    play: async (all) => verdict(causes(await runCell({ budgetMs: LONG_BUDGET_MS, ...options() }), all)),
  };
}

/** Whether more was asked than that. */
export function asked(run: CellRun, most: number): string[] {
  return run.journal.length > most ? [`${run.journal.length} requests, of ${most} at most`] : [];
}
