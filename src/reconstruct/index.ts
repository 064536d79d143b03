/** Relations from lines: lives, crashes, roles, failovers, writable spans, clients (P1–P13, P15, P17, P18). */
export type { Input } from "./context.ts";
export { type Extents, reconstruct } from "./reconstruct.ts";
export { correlate, type Correlations } from "./correlate.ts";

export { incidentWindows } from "./windows.ts";
export { serverLinesFor } from "./clock/counterparts.ts";
