/** The pipeline without argv: a case → a report. The public API. */
export { analyze } from "./analyze.ts";
export { type AnalyzeOptions, defaultOptions } from "./options.ts";
export { type EarlyFinding, type InstanceOverview, type Overview, type Progress, silent } from "./progress.ts";
export { openCase } from "./open-case.ts";
export { eventLines } from "./event-lines.ts";
export { type ComparedCase, comparedCase, parsedCase } from "./compared-case.ts";
export { compareCases } from "./recurrence.ts";
export { explainInCase } from "./explain-rule.ts";
export type { TimeWindow } from "./window/time-window.ts";
export { ruleWords } from "./rule-words.ts";
export { browse, type Browsed } from "./browse.ts";
