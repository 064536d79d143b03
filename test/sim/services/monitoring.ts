import { SimError, type SimService } from "../service.ts";
import { jsonService } from "./json.ts";
import { getMetricData } from "./metric-data.ts";
import { listMetrics } from "./metric-list.ts";

/** CloudWatch metrics. Shapes and bounds are those of botocore's monitoring-2010-08-01; GetMetricData says ValidationError. */
export const monitoring: SimService = jsonService(
  {
    signingName: "monitoring",
    targets: ["GraniteServiceVersion20100801"],
    version: "1.0",
    iamPrefix: "cloudwatch",
    namespace: "com.amazonaws.cloudwatch",
    invalid: ({ kind, why, member }) => {
      if (kind === "type") return new SimError("SerializationException", `${member}: ${why}`);
      if (kind === "missing") return new SimError("MissingParameter", `The parameter ${member} is required.`);
      return new SimError("InvalidParameterValue", `The value for parameter ${member} is invalid: ${why}`);
    },
  },
  { GetMetricData: getMetricData, ListMetrics: listMetrics },
);
