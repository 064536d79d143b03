/** The parameters that matter to a collector, as a cluster that was set up with some care has them. */
import type { Parameter } from "./world.ts";

/** Parameters of the incident's parameter groups, cluster and instance alike. */
export function caseParameters(): Parameter[] {
  return [
    parameter("log_connections", "1", "user"),
    parameter("log_destination", "stderr", "user"),
    parameter("log_disconnections", "1", "user"),
    parameter("log_line_prefix", "%t:%r:%u@%d:[%p]:", "system"),
    parameter("log_min_duration_statement", null, "engine-default"),
    parameter("log_rotation_age", "60", "system"),
    parameter("log_statement", null, "engine-default"),
    parameter("log_timezone", "UTC", "system"),
    { ...parameter("max_connections", "LEAST({DBInstanceClassMemory/9531392},5000)", "system"), applyType: "static" },
    parameter("rds.log_retention_period", "4320", "system"),
    parameter("statement_timeout", null, "engine-default"),
  ];
}

function parameter(name: string, value: string | null, source: Parameter["source"]): Parameter {
  return { name, value, source, applyType: "dynamic", modifiable: true };
}
