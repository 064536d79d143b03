/** Bytes → record columns. Knows formats, nothing of incidents. */
export { appHeadReader } from "./app/heads.ts";
export { decodeAppRecord, scanAppLog, sniffApplication } from "./app/index.ts";
export {
  parseCase,
  parseCloudTrail,
  parseCluster,
  parseEndpoints,
  parseKubernetes,
  parseMetrics,
  parseOsMetrics,
  sniffDocument,
} from "./documents/index.ts";
export { linesBefore } from "./line-count.ts";
export { decodeServerRecord } from "./postgresql/decode.ts";
export { serverCuts } from "./postgresql/cuts.ts";
export { serverHeadReader } from "./postgresql/heads.ts";
export { scanServerLog } from "./postgresql/index.ts";
export { joinScans } from "./postgresql/join.ts";
export type { AppScan, AppStreamInfo } from "./app/index.ts";
export type { Scanner, ServerFormat, ServerScan } from "./postgresql/scan.ts";
export { type ServerSniff, sniffServerLog } from "./postgresql/sniff.ts";
export { parseRdsEvents, sniffRdsEvents } from "./rds-events.ts";
