/**
 * Signature Version 4, checked with node:crypto only: a second implementation, so that a fault in the SDK's signer shows.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { readAuthorization, type Presented } from "./sigv4-authorization.ts";
import { canonicalRequest } from "./sigv4-canonical.ts";
import type { Rules } from "./service.ts";

/** A request as it came over the wire, before anything is decoded. */
export interface WireRequest {
  readonly method: string;
  /** Path and query as in the request line. */
  readonly target: string;
  /** Lower-case names; repeated headers joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What the verifier compares with. */
export interface SignatureContext {
  readonly nowMs: number;
  readonly region: string;
  readonly credentials: Rules["credentials"];
  /** Further than that from `nowMs` a signature is refused; AWS allows 15 minutes. */
  readonly skewMs: number;
}

/** Why a signature was refused; each protocol has its own code for it (`refusal.ts`). */
export type SignatureTrouble =
  | "missing"
  | "incomplete"
  | "unknown-key"
  | "wrong-token"
  | "expired-token"
  | "wrong-region"
  | "unsigned-header"
  | "body"
  | "mismatch"
  | "skew"
  | "expired-url";

/** What the verifier found; `service` is known as soon as the credential scope can be read. */
export type Verified =
  | { readonly ok: true; readonly service: string; readonly accessKeyId: string }
  | {
      readonly ok: false;
      readonly service: string | null;
      readonly trouble: SignatureTrouble;
      readonly message: string;
    };

const SKEW_NAME = "15 min.";
const MISMATCH =
  "The request signature we calculated does not match the signature you provided. " +
  "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

/** Checks one request. Never throws: whatever is wrong is an answer. */
export function verifySignature(request: WireRequest, context: SignatureContext): Verified {
  const presented = readAuthorization(request);
  if (presented === null) return refused(null, "missing", "Missing Authentication Token");
  if (typeof presented === "string") return refused(null, "incomplete", presented);
  const service = presented.service;
  const no = (trouble: SignatureTrouble, message: string): Verified => refused(service, trouble, message);
  const credential = context.credentials.get(presented.accessKeyId);
  if (credential === undefined || credential.token !== presented.token) {
    const trouble = credential === undefined ? "unknown-key" : "wrong-token";
    return no(trouble, "The security token included in the request is invalid.");
  }
  if (credential.expiresMs !== null && context.nowMs >= credential.expiresMs)
    return no("expired-token", "The security token included in the request is expired");
  if (presented.region !== context.region) return no("wrong-region", "Credential should be scoped to a valid region.");
  const clock = clockTrouble(presented, context);
  if (clock !== null) return { ok: false, service, ...clock };
  const unsigned = unsignedHeader(request, presented);
  if (unsigned !== null) return no("unsigned-header", unsigned);
  const bodyHash = checkedBodyHash(request, presented);
  if (bodyHash === null)
    return no("body", "The provided 'x-amz-content-sha256' header does not match what was computed.");
  const canonical = canonicalRequest(request, presented, bodyHash);
  const expected = signatureOf(canonical, presented, credential.secret);
  return same(expected, presented.signature)
    ? { ok: true, service, accessKeyId: presented.accessKeyId }
    : no("mismatch", MISMATCH);
}

function refused(service: string | null, trouble: SignatureTrouble, message: string): Verified {
  return { ok: false, service, trouble, message };
}

function clockTrouble(
  presented: Presented,
  context: SignatureContext,
): { readonly trouble: "skew" | "expired-url"; readonly message: string } | null {
  const { nowMs, skewMs } = context;
  const [signed, now] = [amzDate(presented.signedMs), amzDate(nowMs)];
  if (presented.signedMs > nowMs + skewMs) {
    const latest = amzDate(nowMs + skewMs);
    return {
      trouble: "skew",
      message: `Signature not yet current: ${signed} is still later than ${latest} (${now} + ${SKEW_NAME})`,
    };
  }
  if (presented.expiresMs !== null && skewMs !== Number.POSITIVE_INFINITY) {
    const end = presented.signedMs + presented.expiresMs;
    if (nowMs > end)
      return { trouble: "expired-url", message: `Signature expired: ${amzDate(end)} is now earlier than ${now}` };
    return null;
  }
  if (presented.signedMs < nowMs - skewMs) {
    const earliest = amzDate(nowMs - skewMs);
    return {
      trouble: "skew",
      message: `Signature expired: ${signed} is now earlier than ${earliest} (${now} - ${SKEW_NAME})`,
    };
  }
  return null;
}

/** An instant as signatures write it: `20261121T190000Z`. */
function amzDate(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:]|\.\d+/g, "");
}

function unsignedHeader(request: WireRequest, presented: Presented): string | null {
  const signed = new Set(presented.signedHeaders);
  if (!signed.has("host")) return "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
  if (!presented.inQuery && !signed.has("x-amz-date"))
    return "'X-Amz-Date' must be a 'SignedHeader' in the AWS Authorization.";
  const loose = Object.keys(request.headers).find((name) => name.startsWith("x-amz-") && !signed.has(name));
  if (loose !== undefined) return `There were headers present in the request which were not signed: ${loose}`;
  const absent = presented.signedHeaders.find((name) => request.headers[name] === undefined);
  return absent === undefined ? null : `A signed header is not in the request: ${absent}`;
}

/** The hash that goes into the canonical request, or null when the header does not tell the truth. */
function checkedBodyHash(request: WireRequest, presented: Presented): string | null {
  const computed = sha256(request.body);
  const declared = request.headers["x-amz-content-sha256"];
  const s3 = presented.service === "s3";
  if (declared === undefined) {
    if (!s3) return computed;
    return presented.inQuery ? "UNSIGNED-PAYLOAD" : null;
  }
  if (s3 && declared === "UNSIGNED-PAYLOAD") return declared;
  return declared === computed ? computed : null;
}

function signatureOf(canonical: string, presented: Presented, secret: string): string {
  const { date, region, service } = presented;
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", amzDate(presented.signedMs), scope, sha256(canonical)].join("\n");
  const key = [date, region, service, "aws4_request"].reduce<Buffer>(
    (previous, part) => createHmac("sha256", previous).update(part).digest(),
    Buffer.from(`AWS4${secret}`),
  );
  return createHmac("sha256", key).update(text).digest("hex");
}

function sha256(data: Buffer | string): string {
  return createHash("sha256").update(data).digest("hex");
}

function same(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
