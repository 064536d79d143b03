import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { analyze, type TimeWindow } from "../analyze/index.ts";
import { asInstant, formatUtc, type Pseudonym, type Report } from "../model/index.ts";
import type { Made, MarkedLine } from "../report/index.ts";
import type { Evidence } from "../sources/index.ts";
import { withCase } from "./case-input.ts";
import { comparing } from "./compare.ts";
import { openMarks } from "./marks-file.ts";
import { markedLines } from "./marked-lines.ts";
import type { DocumentArguments } from "./arguments.ts";
import { whileReading } from "./read-progress.ts";
import { SaidNames } from "./said-names.ts";
import { givenRules, scanSettings } from "./scan-settings.ts";

/** A case as a document tells it. */
export interface DocumentCase {
  readonly report: Report;
  readonly marks: readonly MarkedLine[];
  /** How to analyze it again. */
  readonly made: Made;
  readonly evidence: Evidence;
  /** What the report's pseudonyms stand for; not for the document. */
  readonly pseudonyms: readonly Pseudonym[];
  /** The path of a file of the evidence, by its name in the report; a name that is none's stays. */
  readonly pathOf: (name: string) => string;
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
  const reveal = new Set(options.reveal);
  const settings = { ...scanSettings(options), clocks: options.clocks, rules, reveal, hashes: "computed" } as const;
  let pseudonyms: readonly Pseudonym[] = [];
  const analyzeCase = (evidence: Evidence, within: TimeWindow | null): Promise<Report> =>
    whileReading(options.quiet, (progress) =>
      analyze(evidence, {
        ...settings,
        window: within,
        progress,
        pseudonyms: (key) => {
          pseudonyms = key;
        },
      }),
    );
  const compared = await comparing(options.compare, (evidence) => analyzeCase(evidence, null));
  return withCase(
    paths,
    async (evidence) => {
      const report = compared(evidence, await analyzeCase(evidence, window));
      return use(documentCase({ report, evidence, pseudonyms }, paths, options, window));
    },
    window,
  );
}

/** What a document needs of a case beside its report. */
export function documentCase(
  analyzed: Pick<DocumentCase, "report" | "evidence" | "pseudonyms">,
  paths: readonly string[],
  options: DocumentArguments,
  window: TimeWindow | null,
): DocumentCase {
  const { report, evidence, pseudonyms } = analyzed;
  const names = new SaidNames(pseudonyms);
  const reveal = new Set(options.reveal);
  const marks = markedLines(openMarks(paths), evidence, report, names, reveal);
  const byName = new Map(evidence.files.map(({ path }) => [names.named(path, reveal), path]));
  return {
    ...analyzed,
    marks,
    made: madeWith(options, window, report),
    pathOf: (name) => byName.get(name) ?? name,
  };
}

function madeWith(options: DocumentArguments, window: TimeWindow | null, { recurrence }: Report): Made {
  return {
    clocks: options.clocks,
    since: instantOf(window?.sinceUs),
    until: instantOf(window?.untilUs),
    inputTz: options.inputTz.map(({ glob, zone }) => `${glob}=${zone}`),
    reveal: [...options.reveal].sort(),
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
