import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openCase, type TimeWindow } from "../analyze/index.ts";
import { describeProblem } from "../model/index.ts";
import type { Evidence } from "../sources/index.ts";
import { escapeTerminal } from "../text/index.ts";
import { UserError } from "./exit.ts";
import { keepHeapSmall } from "./heap-growth.ts";

/** Of a small case nothing grows. */
const LARGE_BYTES = 32 * 1024 * 1024;

/**
 * Opens what the command line names and hands it to `use`; whatever happens, scratch files are removed.
 *
 * @throws {UserError} when nothing at all could be read
 */
export async function withCase<T>(
  paths: readonly string[],
  use: (evidence: Evidence) => Promise<T>,
  window: TimeWindow | null = null,
): Promise<T> {
  const scratch = mkdtempSync(join(tmpdir(), "postmortem-"));
  try {
    const evidence = await openCase(paths, () => process.stdin, join(scratch, "spool"), Date.now(), window);
    try {
      if (evidence.files.reduce((sum, file) => sum + file.bytes.size, 0) >= LARGE_BYTES) keepHeapSmall();
      if (evidence.files.every((file) => file.kind === "unknown" || file.bytes.size === 0))
        throw nothingToRead(paths, evidence);
      return await use(evidence);
    } finally {
      evidence.close();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function nothingToRead(paths: readonly string[], evidence: Evidence): UserError {
  const reasons = evidence.problems.slice(0, 8).map((problem) => `  - ${escapeTerminal(describeProblem(problem))}`);
  const given = paths.map((path) => escapeTerminal(path)).join(", ");
  const listed = reasons.length === 0 ? "" : `:\n${reasons.join("\n")}`;
  return new UserError(
    `nothing to analyze in ${given}${listed}`,
    "A case holds instances/<instance-id>/postgresql.log…, apps/<service>/<pod>.log and rds-events.json; loose files work too.",
  );
}
