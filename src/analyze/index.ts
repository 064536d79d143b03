/** The pipeline without argv: a case → a report. The public API. */
export { AccountingError, analyze } from "./analyze.ts";
export { type AnalyzeOptions, defaultOptions, defaultThresholds } from "./options.ts";
export { openCase } from "./open-case.ts";
export { eventLines } from "./event-lines.ts";
export { toolVersion } from "./version.ts";
