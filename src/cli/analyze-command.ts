import { analyze, type AnalyzeOptions, browse, type Browsed, type TimeWindow } from "../analyze/index.ts";
import { confidenceLevels, headlineClasses, type Pseudonym, type Report } from "../model/index.ts";
import { renderJson, renderText } from "../report/index.ts";
import type { Evidence } from "../sources/index.ts";
import { escapeTerminal } from "../text/index.ts";
import type { AnalysisDocuments } from "./analysis-documents.ts";
import { askedWindow } from "./asked-window.ts";
import { withCase } from "./case-input.ts";
import { comparing } from "./compare.ts";
import { Exit, UserError } from "./exit.ts";
import { isIncomplete } from "./incomplete.ts";
import { writeAll, writeWhole } from "./output.ts";
import type { AnalyzeArguments } from "./arguments.ts";
import { whileReading } from "./read-progress.ts";
import { givenRules, scanSettings } from "./scan-settings.ts";
import { requireTerminal } from "./terminal-screen.ts";

/** `postmortem analyze`: the verdict on stdout, everything else on stderr. */
export async function analyzeCommand(paths: readonly string[], options: AnalyzeArguments): Promise<Exit> {
  if (options.cluster !== undefined) return analyzeCluster(options.cluster, paths, options);
  if (paths.length === 0)
    throw new UserError(
      "neither paths nor --cluster: nothing to analyze is named",
      'Give a folder, files or -, or --cluster NAME --since "2h ago".',
    );
  const collecting = ofCollecting(options);
  if (collecting !== null)
    throw new UserError(
      `${collecting} is of collecting, and needs --cluster`,
      "Leave it out, or collect with --cluster.",
    );
  return analyzePaths(paths, options, await askedWindow(options, Date.now()));
}

/** The first option given that says something to a collection alone; null when there is none. */
function ofCollecting(options: AnalyzeArguments): string | null {
  const given: readonly (readonly [string, boolean])[] = [
    ["--case", options.case !== undefined],
    ["--app-logs", options.appLogs.length > 0],
    ["--region", options.region !== undefined],
    ["--profile", options.profile !== undefined],
    ["--role", options.role !== undefined],
    ["--dry-run", options.dryRun === true],
    ["--remember", options.remember === true],
  ];
  return given.find(([, is]) => is)?.[0] ?? null;
}

/** Collects, then analyzes what was collected: the case, and nothing but the case. */
async function analyzeCluster(cluster: string, paths: readonly string[], options: AnalyzeArguments): Promise<Exit> {
  if (paths.length > 0)
    throw new UserError(
      `--cluster collects what is analyzed; ${escapeTerminal(paths.join(", "))} was given too`,
      "Give application logs with --app-logs, or analyze the folders without --cluster.",
    );
  failCondition(options.failOn);
  const { collectCase } = await import("./collect-command.ts");
  const { folder, settings, exit, ended } = await collectCase(cluster, options);
  if (ended) return exit;
  // What was collected for a window is analyzed whole: what lies beside it tells what was before.
  const zones = [...options.inputTz, ...settings.zones];
  const analyzed = await analyzePaths([folder], { ...options, inputTz: zones }, null);
  // The verdict's own code says more; a collection that is not whole is told where the verdict has nothing to tell.
  return analyzed === Exit.ok ? exit : analyzed;
}

async function analyzePaths(
  paths: readonly string[],
  options: AnalyzeArguments,
  window: TimeWindow | null,
): Promise<Exit> {
  const failing = failCondition(options.failOn);
  if ([options.json, options.report, options.html].filter((place) => place === "-").length > 1)
    throw new UserError("two outputs want standard output", "Give a file to one of them.");
  if (options.tui === true) requireTerminal(process, paths);
  const keys =
    options.tui === true ? await (await import("./key-bindings.ts")).keyBindings(undefined, process.env) : null;
  const rules = await givenRules(options.rules);
  // Who is handed a document is asked to believe its hashes.
  const hashes = options.report === undefined && options.html === undefined ? "trusted" : "computed";
  let pseudonyms: readonly Pseudonym[] = [];
  const settings: Omit<AnalyzeOptions, "progress" | "window"> = {
    ...scanSettings(options),
    clocks: options.clocks,
    rules,
    reveal: new Set(options.reveal),
    hashes,
    pseudonyms: (key) => {
      pseudonyms = key;
    },
  };
  const analyzeCase = (evidence: Evidence, within: TimeWindow | null): Promise<Report> =>
    whileReading(options.quiet, (progress) => analyze(evidence, { ...settings, window: within, progress }));
  const browseCase = (evidence: Evidence): Promise<Browsed> =>
    whileReading(options.quiet, (progress) => browse(evidence, { ...settings, window, progress }));
  const compared = await comparing(options.compare, (evidence) => analyzeCase(evidence, null));
  const use = async (evidence: Evidence): Promise<Exit> => {
    const browsed = options.tui === true ? await browseCase(evidence) : null;
    const report = compared(evidence, browsed?.report ?? (await analyzeCase(evidence, window)));
    if (options.verbose === true) printGuesses(evidence);
    echoWindow(report);
    await print(report, options, async () => {
      const { analysisDocuments } = await import("./analysis-documents.ts");
      return analysisDocuments({ report, evidence, pseudonyms }, paths, options, window);
    });
    if (browsed !== null && keys !== null) {
      // What was printed stays on the terminal's own screen.
      const { showCase } = await import("./view-command.ts");
      const closed = await showCase(browsed, evidence, paths, keys, { ...options, background: "auto" });
      if (closed !== Exit.ok) return closed;
    }
    if (failing(report)) return Exit.failOn;
    return isIncomplete(report) ? Exit.incomplete : Exit.ok;
  };
  return withCase(paths, use, window);
}

async function print(
  report: Report,
  options: AnalyzeArguments,
  documents: () => Promise<AnalysisDocuments>,
): Promise<void> {
  const outputs = [
    { place: options.json, make: () => renderJson(report) },
    { place: options.report, make: async () => (await documents()).markdown() },
    { place: options.html, make: async () => (await documents()).html() },
  ];
  for (const { place, make } of outputs) {
    if (place === undefined) continue;
    // oxlint-disable-next-line no-await-in-loop -- one text in memory at a time
    const text = await make();
    // oxlint-disable-next-line no-await-in-loop -- at most one goes to standard output
    if (place === "-") await writeAll(process.stdout, text);
    else writeWhole(place, text);
  }
  if (outputs.some(({ place }) => place === "-")) return;
  const width = process.stdout.isTTY ? process.stdout.columns : 100;
  const verbose = options.verbose === true;
  const displayTz = options.displayTz ?? null;
  await writeAll(process.stdout, renderText(report, { width, color: colored(options.color), displayTz, verbose }));
}

/** Colour only on a terminal that has it, unless asked for. */
function colored(when: AnalyzeArguments["color"]): boolean {
  if (when !== "auto") return when === "always";
  return process.stdout.isTTY && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";
}

function printGuesses(evidence: Evidence): void {
  for (const file of evidence.files) {
    const guesses = file.guesses.map((guess) => `${guess.what} (by ${guess.from})`).join("; ");
    process.stderr.write(`${escapeTerminal(`${file.path}: ${guesses}`)}\n`);
  }
}

/** The window is always echoed with its zone: words are ambiguous. */
function echoWindow(report: Report): void {
  const { start, end } = report.window;
  process.stderr.write(
    start === null || end === null ? "window: no dated record\n" : `window ${start} … ${end} (UTC)\n`,
  );
}

/** @throws {UserError} when the word is neither a class nor a level */
function failCondition(word: string | undefined): (report: Report) => boolean {
  if (word === undefined) return () => false;
  const level = confidenceLevels.indexOf(word as (typeof confidenceLevels)[number]);
  if (level !== -1) {
    return ({ verdict }) => verdict.class !== "no-incident" && confidenceLevels.indexOf(verdict.level) >= level;
  }
  if (!(headlineClasses as readonly string[]).includes(word)) {
    throw new UserError(
      `--fail-on ${escapeTerminal(word)}: no such class or level`,
      `Classes: ${headlineClasses.join(", ")}. Levels: ${confidenceLevels.join(", ")}.`,
    );
  }
  return ({ verdict }) => verdict.class === word;
}
