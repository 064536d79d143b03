import type { SimAnswer, SimError } from "../service.ts";

/** Codes that the simulator's front (signatures, permissions, throttles, faults) uses, as JSON services spell them. */
const exceptionOf: Readonly<Record<string, string>> = {
  Throttling: "ThrottlingException",
  AccessDenied: "AccessDeniedException",
  ExpiredToken: "ExpiredTokenException",
  InvalidClientTokenId: "UnrecognizedClientException",
  SignatureDoesNotMatch: "InvalidSignatureException",
  MissingAuthenticationToken: "MissingAuthenticationTokenException",
  IncompleteSignature: "IncompleteSignatureException",
  ServiceUnavailable: "ServiceUnavailableException",
  InvalidAction: "UnknownOperationException",
  NotFound: "ResourceNotFoundException",
  // CloudWatch's query codes that differ from the shape's name (botocore, monitoring-2010-08-01).
  ValidationError: "ValidationException",
  MissingParameter: "MissingRequiredParameterException",
  InvalidParameterValue: "InvalidParameterValueException",
};

/**
 * An error of a JSON service. With `namespace` the service is awsQueryCompatible: `__type` is an absolute shape id and
 * `x-amzn-query-error` carries the code the query protocol had, which is what the SDK then names the error by.
 */
export function jsonError(
  error: SimError,
  requestId: string,
  mediaType: string,
  namespace: string | undefined,
): SimAnswer {
  const type = exceptionOf[error.code] ?? error.code;
  const status = error.status >= 500 || error.status === 415 ? error.status : 400;
  const headers: Record<string, string> = {
    "content-type": mediaType,
    "x-amzn-errortype": type,
    "x-amzn-requestid": requestId,
  };
  if (namespace !== undefined) {
    headers["x-amzn-query-error"] = `${queryCode(error.code)};${status >= 500 ? "Receiver" : "Sender"}`;
  }
  const body = { __type: namespace === undefined ? type : `${namespace}#${type}`, message: error.message };
  return { status, headers, body: Buffer.from(JSON.stringify(body)) };
}

/** The query protocol's code for a code of either spelling. */
function queryCode(code: string): string {
  return Object.entries(exceptionOf).find(([, type]) => type === code)?.[0] ?? code;
}
