// Logs of applications: files of this machine, CloudWatch Logs, S3, Kubernetes.
export { collectApps } from "./collect-apps.ts";
export { parseAppSource } from "./source.ts";
