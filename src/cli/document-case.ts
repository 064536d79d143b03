import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { analyze, compareCases, comparedCase, type TimeWindow } from "../analyze/index.ts";
import { asInstant, formatUtc, type Report } from "../model/index.ts";
import type { Made, MarkedLine } from "../report/index.ts";
import type { Evidence } from "../sources/index.ts";
import { withCase } from "./case-input.ts";
import { comparedCases } from "./compare.ts";
import { openMarks } from "./marks-file.ts";
import { markedLines } from "./marked-lines.ts";
import type { DocumentArguments } from "./program.ts";
import { whileReading } from "./read-progress.ts";
import { givenRules, scanSettings } from "./scan-settings.ts";

/** A case as a document tells it. */
export interface DocumentCase {
  readonly report: Report;
  readonly marks: readonly MarkedLine[];
  /** How to analyze it again. */
  readonly made: Made;
  readonly evidence: Evidence;
}

/**
 * Analyzes a case for a document: every hash is computed from the bytes, since somebody will be asked to believe it.
 *
 * @param window the part of it that was asked for; null for all of it
 * @throws {UserError} when nothing at all could be read, or an option cannot be used
 */
export async function withDocumentCase<T>(
  paths: readonly string[],
  options: DocumentArguments,
  window: TimeWindow | null,
  use: (found: DocumentCase) => Promise<T>,
): Promise<T> {
  const rules = await givenRules(options.rules);
  const settings = { ...scanSettings(options), clocks: options.clocks, rules, hashes: "computed" } as const;
  const analyzeCase = (evidence: Evidence, within: TimeWindow | null): Promise<Report> =>
    whileReading(options.quiet, (progress) => analyze(evidence, { ...settings, window: within, progress }));
  const others =
    options.compare === undefined
      ? null
      : await comparedCases(options.compare, (evidence) => analyzeCase(evidence, null));
  return withCase(
    paths,
    async (evidence) => {
      const alone = await analyzeCase(evidence, window);
      const report =
        others === null ? alone : { ...alone, recurrence: compareCases(comparedCase(evidence.name, alone), others) };
      const marks = markedLines(openMarks(paths), evidence, report);
      return use({ report, marks, made: madeWith(options, window, report), evidence });
    },
    window,
  );
}

function madeWith(options: DocumentArguments, window: TimeWindow | null, { recurrence }: Report): Made {
  return {
    clocks: options.clocks,
    since: instantOf(window?.sinceUs),
    until: instantOf(window?.untilUs),
    inputTz: options.inputTz.map(({ glob, zone }) => `${glob}=${zone}`),
    reveal: [],
    ownRules:
      options.rules.length === 0 ? null : sha256(options.rules.map((file) => readFileSync(file, "utf8")).join("\n")),
    compared: recurrence === null ? null : sha256(JSON.stringify(recurrence)),
  };
}

function instantOf(us: number | undefined): string | null {
  const instant = us === undefined || !Number.isFinite(us) ? null : asInstant(us);
  return instant === null ? null : formatUtc(instant, "millisecond");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
