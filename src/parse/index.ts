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
export { LineCount } from "./line-count.ts";
export { decodeServerRecord } from "./postgresql/decode.ts";
export { scanServerLog } from "./postgresql/index.ts";
export type { ServerFormat, ServerScan } from "./postgresql/scan.ts";
export { type ServerSniff, sniffServerLog } from "./postgresql/sniff.ts";
export { parseRdsEvents, sniffRdsEvents } from "./rds-events.ts";
