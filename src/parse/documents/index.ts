/** Evidence beside logs and RDS events: what metrics, the API, CloudTrail and people state. */
export { parseCase } from "./case.ts";
export { parseCloudTrail } from "./cloudtrail.ts";
export { parseCluster } from "./cluster.ts";
export { parseEndpoints } from "./endpoints.ts";
export { parseKubernetes } from "./kubernetes.ts";
export { parseMetrics } from "./metrics.ts";
export { parseOsMetrics } from "./os-metrics.ts";
export { sniffDocument } from "./sniff.ts";
