// The server's log in CloudWatch Logs: in place of files that are gone, and as a second witness beside those that are there.
export { streamMembers } from "./groups.ts";
export { collectServerLogsFromCloudWatch } from "./replace.ts";
export { collectWitness } from "./witness.ts";
export { collectProxyLogs } from "./proxy-logs.ts";
