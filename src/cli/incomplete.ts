import type { Report } from "../model/index.ts";

/** A source that was given could not be read whole. */
const INCOMPLETE: ReadonlySet<string> = new Set([
  "unreadable",
  "damaged-compression",
  "decompression-limit",
  "short-file",
]);

/** Whether the exit code has to say that a source was not whole; the problems say which. */
export function isIncomplete(report: Report): boolean {
  return report.problems.some(
    (problem) => INCOMPLETE.has(problem.kind) || (problem.kind === "not-collected" && problem.state !== "pending"),
  );
}
