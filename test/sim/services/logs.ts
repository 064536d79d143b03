import { SimError, type SimService } from "../service.ts";
import { jsonService } from "./json.ts";
import { describeLogGroups, describeLogStreams } from "./logs-describe.ts";
import { filterLogEvents } from "./logs-events.ts";
import { getQueryResults, startQuery, stopQuery } from "./logs-queries.ts";
import { getLogEvents } from "./logs-stream.ts";

/** CloudWatch Logs: the calls a reader makes. Shapes and bounds are those of botocore's logs-2014-03-28. */
export const logs: SimService = jsonService(
  {
    signingName: "logs",
    targets: ["Logs_20140328"],
    version: "1.1",
    iamPrefix: "logs",
    invalid: ({ kind, why, member }) =>
      kind === "type"
        ? new SimError("SerializationException", `${member}: ${why}`)
        : new SimError("InvalidParameterException", `1 validation error detected: '${member}': ${why}`),
  },
  {
    DescribeLogGroups: describeLogGroups,
    DescribeLogStreams: describeLogStreams,
    FilterLogEvents: filterLogEvents,
    GetLogEvents: getLogEvents,
    StartQuery: startQuery,
    GetQueryResults: getQueryResults,
    StopQuery: stopQuery,
  },
);
