export { collectLogs } from "./collect-logs.ts";
export type { InstanceLogs, KeptLog, LackingLog, LogsOutcome } from "./logs-outcome.ts";
export { missingLogs } from "./missing-logs.ts";
