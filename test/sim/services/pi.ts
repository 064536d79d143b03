import { SimError, type SimService } from "../service.ts";
import { jsonService } from "./json.ts";
import { describeDimensionKeys } from "./pi-keys.ts";
import { getResourceMetrics } from "./pi-metrics.ts";

/** Performance Insights. Shapes and bounds are those of botocore's pi-2018-02-27; its words for bad input are boto3 #2698's. */
export const pi: SimService = jsonService(
  {
    signingName: "pi",
    targets: ["PerformanceInsightsv20180227"],
    version: "1.1",
    iamPrefix: "pi",
    invalid: ({ kind, why, member }) => {
      if (kind === "type") return new SimError("SerializationException", `${member}: ${why}`);
      const first = member.charAt(0).toLowerCase() + member.slice(1);
      const message = `Validation error(s) detected: Value at '${first}' failed to satisfy constraints. (${why})`;
      return new SimError("ValidationException", message);
    },
  },
  { GetResourceMetrics: getResourceMetrics, DescribeDimensionKeys: describeDimensionKeys },
);
