import { readFileSync, type Stats, statSync } from "node:fs";
import { type ComparedCase, compareCases, comparedCase, parsedCase } from "../analyze/index.ts";
import type { Report } from "../model/index.ts";
import type { Evidence } from "../sources/index.ts";
import { escapeTerminal } from "../text/index.ts";
import { withCase } from "./case-input.ts";
import { UserError } from "./exit.ts";

/** A report is some megabytes; more is something else. */
const MAX_BYTES = 256 * 1024 * 1024;

/** A report of a case, with how its incidents stand to those of other cases. */
export type Comparing = (evidence: Evidence, report: Report) => Report;

/**
 * How a report tells the cases that `--compare` names: folders are analysed (and compare nothing themselves), reports
 * that `analyze --json` wrote are read. Named as they were given. Without any, a report is as it was.
 *
 * @throws {UserError} naming the first that cannot be used
 */
export async function comparing(
  paths: readonly string[] | undefined,
  analyzeCase: (evidence: Evidence) => Promise<Report>,
): Promise<Comparing> {
  if (paths === undefined) return (_, report) => report;
  const others = await comparedCases(paths, analyzeCase);
  return (evidence, report) => ({ ...report, recurrence: compareCases(comparedCase(evidence.name, report), others) });
}

async function comparedCases(
  paths: readonly string[],
  analyzeCase: (evidence: Evidence) => Promise<Report>,
): Promise<readonly ComparedCase[]> {
  const found: ComparedCase[] = [];
  for (const path of paths) {
    // oxlint-disable-next-line no-await-in-loop -- one case in memory at a time
    found.push(await compared(path, analyzeCase));
  }
  return found;
}

async function compared(path: string, analyzeCase: (evidence: Evidence) => Promise<Report>): Promise<ComparedCase> {
  const stat = statOf(path);
  if (stat.isDirectory()) return withCase([path], async (evidence) => comparedCase(path, await analyzeCase(evidence)));
  if (!stat.isFile()) throw unusable(path, "it is no folder and no file");
  if (stat.size > MAX_BYTES) throw unusable(path, `it holds ${stat.size} bytes`);
  const parsed = parsedCase(
    path,
    orUnusable(path, () => readFileSync(path, "utf8")),
  );
  if (parsed === null) throw unusable(path, "it is no report that this version can read");
  return parsed;
}

function statOf(path: string): Stats {
  const stat = orUnusable(path, () => statSync(path, { throwIfNoEntry: false }));
  if (stat === undefined) throw unusable(path, "there is no such folder or file");
  return stat;
}

function orUnusable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unusable(path, error instanceof Error ? error.message : String(error), error);
  }
}

function unusable(path: string, why: string, cause?: unknown): UserError {
  return new UserError(
    `--compare ${escapeTerminal(path)}: ${escapeTerminal(why)}`,
    "Give case folders, or reports written by 'analyze --json'.",
    { cause },
  );
}
