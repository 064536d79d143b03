export { openEvidence } from "./open.ts";
export type { ContentSniffer, Evidence, OpenOptions } from "./open.ts";
