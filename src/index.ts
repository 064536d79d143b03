/** The public API: a case → a report, and the types a report is made of. Everything else is private. */
export { type AnalyzeOptions, analyze, defaultOptions, openCase } from "./analyze/index.ts";
export type * from "./model/index.ts";
