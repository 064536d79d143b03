/** The same trouble in the words of each protocol: the query API (RDS, STS), JSON services, S3. */
import { SimError } from "./service.ts";
import type { SignatureTrouble } from "./sigv4.ts";

/** The three ways AWS writes an error here. */
export type Protocol = "query" | "json" | "s3";

/** Which way a signing name speaks. */
export function protocolOf(signingName: string): Protocol {
  if (signingName === "s3") return "s3";
  return signingName === "rds" || signingName === "sts" ? "query" : "json";
}

/** Troubles that any call may meet, beside those of the signature. */
export type CommonTrouble =
  | SignatureTrouble
  | "denied"
  | "throttled"
  | "internal"
  | "unavailable"
  | "no-action"
  | "request-expired";

type Codes = Readonly<Record<Protocol, readonly [code: string, status: number]>>;

// "Common errors" of each API's reference; JSON services answer 400 where the query API answers 403.
const CODES: Readonly<Record<CommonTrouble, Codes>> = {
  missing: {
    query: ["MissingAuthenticationToken", 403],
    json: ["MissingAuthenticationTokenException", 400],
    s3: ["AccessDenied", 403],
  },
  incomplete: {
    query: ["IncompleteSignature", 400],
    json: ["IncompleteSignatureException", 400],
    s3: ["AuthorizationHeaderMalformed", 400],
  },
  "unknown-key": {
    query: ["InvalidClientTokenId", 403],
    json: ["UnrecognizedClientException", 400],
    s3: ["InvalidAccessKeyId", 403],
  },
  "wrong-token": {
    query: ["InvalidClientTokenId", 403],
    json: ["UnrecognizedClientException", 400],
    s3: ["InvalidToken", 400],
  },
  "expired-token": { query: ["ExpiredToken", 403], json: ["ExpiredTokenException", 400], s3: ["ExpiredToken", 400] },
  "wrong-region": {
    query: ["SignatureDoesNotMatch", 403],
    json: ["InvalidSignatureException", 400],
    s3: ["AuthorizationHeaderMalformed", 400],
  },
  "unsigned-header": {
    query: ["SignatureDoesNotMatch", 403],
    json: ["InvalidSignatureException", 400],
    s3: ["AccessDenied", 403],
  },
  body: {
    query: ["SignatureDoesNotMatch", 403],
    json: ["InvalidSignatureException", 400],
    s3: ["XAmzContentSHA256Mismatch", 400],
  },
  mismatch: {
    query: ["SignatureDoesNotMatch", 403],
    json: ["InvalidSignatureException", 400],
    s3: ["SignatureDoesNotMatch", 403],
  },
  skew: {
    query: ["SignatureDoesNotMatch", 403],
    json: ["InvalidSignatureException", 400],
    s3: ["RequestTimeTooSkewed", 403],
  },
  "expired-url": {
    query: ["SignatureDoesNotMatch", 403],
    json: ["InvalidSignatureException", 400],
    s3: ["AccessDenied", 403],
  },
  "request-expired": {
    query: ["RequestExpired", 400],
    json: ["RequestExpired", 400],
    s3: ["RequestTimeTooSkewed", 403],
  },
  denied: { query: ["AccessDenied", 403], json: ["AccessDeniedException", 400], s3: ["AccessDenied", 403] },
  throttled: { query: ["Throttling", 400], json: ["ThrottlingException", 400], s3: ["SlowDown", 503] },
  internal: { query: ["InternalFailure", 500], json: ["InternalFailure", 500], s3: ["InternalError", 500] },
  unavailable: {
    query: ["ServiceUnavailable", 503],
    json: ["ServiceUnavailable", 503],
    s3: ["ServiceUnavailable", 503],
  },
  "no-action": {
    query: ["InvalidAction", 400],
    json: ["UnknownOperationException", 400],
    s3: ["MethodNotAllowed", 405],
  },
};

/** The error a service of that protocol answers for that trouble. */
export function refusal(protocol: Protocol, trouble: CommonTrouble, message: string): SimError {
  const [code, status] = CODES[trouble][protocol];
  return new SimError(code, message, status);
}
