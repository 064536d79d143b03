/** Records of a case for the screen: order, list, details, filters, counts. */
export { openRecords } from "./case-records.ts";
