/** Records of a case for the screen: order, list, details, filters, counts. */
export { openRecords, type RecordSources } from "./case-records.ts";
export type { Scheduler, Work } from "./slices.ts";
