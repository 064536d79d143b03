/** Which fault befalls a request, and what the service says for those that are answers. */
import { refusal, type CommonTrouble, type Protocol } from "./refusal.ts";
import { SimError, type Fault, type Rules } from "./service.ts";

/** Says for each call which fault befalls it. Every entry of `rules.faults` counts its own action's calls from 1. */
export function faultQueue(rules: Rules): (action: string) => Fault["kind"] | null {
  const seen = new WeakMap<Fault, number>();
  return (action) => {
    let due: Fault["kind"] | null = null;
    for (const fault of rules.faults) {
      if (fault.action !== "*" && fault.action !== action) continue;
      const count = (seen.get(fault) ?? 0) + 1;
      seen.set(fault, count);
      if (due === null && (fault.nth === 0 || fault.nth === count)) due = fault.kind;
    }
    return due;
  };
}

const TROUBLES: Partial<Record<Fault["kind"], readonly [CommonTrouble, string]>> = {
  internal: ["internal", "An internal error has occurred. Please try your query again at a later time."],
  unavailable: ["unavailable", "Service is unable to handle request."],
  throttle: ["throttled", "Rate exceeded"],
  expired: ["expired-token", "The security token included in the request is expired"],
  "invalid-token": ["unknown-key", "The security token included in the request is invalid."],
  signature: ["mismatch", "The request signature we calculated does not match the signature you provided."],
  skew: ["request-expired", "Request has expired."],
};

/** The error that a fault is, or null for faults of the wire. `denied` needs the caller and is told by `deniedMessage`. */
export function faultError(
  kind: Fault["kind"],
  protocol: Protocol,
  action: string,
  denied: () => string,
): SimError | null {
  if (kind === "denied") return refusal(protocol, "denied", denied());
  if (kind === "not-found") return notFound(protocol, action);
  const trouble = TROUBLES[kind];
  return trouble === undefined ? null : refusal(protocol, ...trouble);
}

const NOT_FOUND: Readonly<Record<string, string>> = {
  DescribeDBClusters: "DBClusterNotFoundFault",
  DescribeDBClusterEndpoints: "DBClusterNotFoundFault",
  DescribeDBInstances: "DBInstanceNotFound",
  DescribeDBLogFiles: "DBInstanceNotFound",
  DownloadDBLogFilePortion: "DBLogFileNotFoundFault",
  DownloadCompleteDBLogFile: "DBLogFileNotFoundFault",
  DescribeDBClusterParameters: "DBParameterGroupNotFound",
  DescribeDBParameters: "DBParameterGroupNotFound",
  DescribeDBProxies: "DBProxyNotFoundFault",
  DescribeDBProxyTargetGroups: "DBProxyNotFoundFault",
  DescribeDBProxyTargets: "DBProxyNotFoundFault",
  DescribeBlueGreenDeployments: "BlueGreenDeploymentNotFoundFault",
  GetObject: "NoSuchKey",
  HeadObject: "NoSuchKey",
  ListObjectsV2: "NoSuchBucket",
};

function notFound(protocol: Protocol, action: string): SimError {
  if (protocol === "json")
    return new SimError("ResourceNotFoundException", "The specified resource does not exist.", 400);
  return new SimError(NOT_FOUND[action] ?? "ResourceNotFoundFault", "The specified resource does not exist.", 404);
}

/** AWS's words for a call that no policy allows. */
export function deniedMessage(caller: string, iamAction: string, resource: string): string {
  return (
    `User: ${caller} is not authorized to perform: ${iamAction} on resource: ${resource} ` +
    `because no identity-based policy allows the ${iamAction} action`
  );
}
