/** What an answer that is no 200 means. By code and status, for SDK calls and hand-made ones alike. */
import { view } from "./answer-body.ts";
import { type Remedy, type Trouble, TryFailed } from "./try-failed.ts";
import type { CallFailure } from "../calls.ts";

/** An answer whose body was read. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** AWS's clock less this machine's, as taken when the request was signed, ms. */
  readonly offsetMs: number;
  /** This machine's clock when the answer came, epoch ms. */
  readonly receivedMs: number;
}

/** Errors that a signature with a wrong time gets, each service its own; the SDK's list and S3's. */
const CLOCK = new Set([
  "AuthFailure",
  "InvalidSignatureException",
  "RequestExpired",
  "RequestInTheFuture",
  "RequestTimeTooSkewed",
  "SignatureDoesNotMatch",
]);
/** Signatures hold for 5 minutes at least everywhere (S3, EC2: 15). */
const SKEWED_MS = 240_000;

const EXPIRED = /^(?:ExpiredToken(?:Exception)?|RequestExpired|TokenRefreshRequired)$/;
const UNKNOWN_KEY =
  /^(?:InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|InvalidToken|SignatureDoesNotMatch|InvalidSignature(?:Exception)?|AuthFailure|MissingAuthenticationToken(?:Exception)?|IncompleteSignature(?:Exception)?|AuthorizationHeaderMalformed|RequestTimeTooSkewed|RequestInTheFuture)$/;
const THROTTLED =
  /throttl|^(?:BandwidthLimitExceeded|LimitExceededException|PriorRequestNotComplete|RequestLimitExceeded|SlowDown|TooManyRequests(?:Exception)?|TransactionInProgressException)$/i;
const SERVER =
  /^(?:Internal(?:Failure|Error|Server(?:Error|Exception)?|Service(?:Error|Exception)?)|ServiceUnavailable(?:Exception)?|ServiceFailure)$/;
const DENIED =
  /^(?:AccessDenied(?:Exception|Fault)?|UnauthorizedOperation|NotAuthorized(?:Exception)?|AuthorizationError|OptInRequired|AllAccessDisabled|AccountProblem|KMS\..*|Forbidden)$/;
const NOT_FOUND = /NotFound|^NoSuch(?:Key|Bucket|Upload|Version)$/;
const NOT_READY = /^(?:DBInstanceNotReady(?:Fault)?|Invalid(?:DBInstance|DBCluster)State(?:Fault)?)$/;

/** The failure that an answer is. Never throws: whatever the body holds, some failure comes of it. */
export function answerFailure(answer: Answer): TryFailed {
  const { status, headers } = answer;
  const said = errorOf(answer);
  const requestId = requestIdOf(headers);
  const dateMs = dateOf(headers);
  const [kind, remedy] = verdict(answer, said, requestId, dateMs);
  const words = said.message === "" ? `HTTP ${status}${said.code === "" ? " without AWS's words" : ""}` : said.message;
  const refusal = kind === "denied" ? refused(said.message) : { action: null, resource: null };
  const trouble: Trouble = {
    kind,
    remedy,
    code: said.code,
    message: words,
    status,
    requestId,
    dateMs,
    retryAfterMs: retryAfterMs(headers, answer.receivedMs + answer.offsetMs),
    bucketRegion: remedy === "region" ? (headers["x-amz-bucket-region"] ?? null) : null,
    ...refusal,
  };
  return new TryFailed(trouble);
}

type Verdict = readonly [CallFailure["kind"], Remedy];

function verdict(answer: Answer, said: Said, requestId: string | null, dateMs: number | null): Verdict {
  const { status, headers } = answer;
  if (bucketElsewhere(answer, said)) return ["refused", "region"];
  const known = byCode(said);
  const skewMs = dateMs === null ? 0 : Math.abs(dateMs - answer.receivedMs - answer.offsetMs);
  const aboutTime = CLOCK.has(said.code) || /signature (?:expired|not yet current)/i.test(said.message);
  if (aboutTime && skewMs > SKEWED_MS && headers["age"] === undefined) return ["credentials", "clock"];
  if (known !== null) return known;
  if (status >= 500) return ["server", "again"];
  if (status === 429) return ["throttled", "slower"];
  if (status === 408) return ["timeout", "again"];
  // Neither a code nor a request id: something on the way answered, a sign-in page for instance.
  if (said.code === "" && requestId === null) return ["malformed", "again"];
  if (status < 400 && said.code === "") return ["malformed", "again"];
  if (status === 403 || status === 401) return ["denied", "none"];
  if (status === 404) return ["not-found", "none"];
  return ["refused", "none"];
}

/** What an error of AWS means that another program of the SDK received: STS or SSO when they are asked for credentials. */
export function serviceTrouble(code: string, message: string, status: number): Trouble {
  const fallback: Verdict = status >= 500 ? ["server", "again"] : ["refused", "none"];
  const [kind, remedy] = byCode({ code, message }) ?? fallback;
  return { kind, remedy, code, message: message.slice(0, LONGEST_MESSAGE), status, ...refused(message) };
}

function byCode({ code, message }: Said): Verdict | null {
  if (EXPIRED.test(code)) return ["expired", "credentials"];
  if (UNKNOWN_KEY.test(code)) return ["credentials", "credentials"];
  if (THROTTLED.test(code)) return ["throttled", "slower"];
  if (SERVER.test(code)) return ["server", "again"];
  if (DENIED.test(code)) return ["denied", "none"];
  if (NOT_READY.test(code)) return ["not-ready", "none"];
  if (NOT_FOUND.test(code)) return ["not-found", "none"];
  if (/^RequestTimeout(?:Exception)?$/.test(code)) return ["timeout", "again"];
  if (/binary data.*downloaded instead of viewed/is.test(message)) return ["binary", "none"];
  return null;
}

/** A region's name goes into a host name: anything else a header may hold is not followed. */
function bucketElsewhere({ status, headers }: Answer, { code }: Said): boolean {
  if (
    status !== 301 &&
    status !== 307 &&
    code !== "AuthorizationHeaderMalformed" &&
    code !== "IllegalLocationConstraintException"
  )
    return false;
  return /^[a-z]{2,8}(?:-[a-z0-9]{1,12}){2,4}$/.test(headers["x-amz-bucket-region"] ?? "");
}

interface Said {
  readonly code: string;
  readonly message: string;
}

/** More of a message is not kept: it goes into reports, and only AWS's own are short. */
const LONGEST_MESSAGE = 2000;

/** Code and message of an error in the query API's XML, S3's XML or JSON. */
function errorOf(answer: Answer): Said {
  const text = view(answer.body).toString("utf8", 0, 65_536);
  const said = /^\s*\{/.test(text) ? jsonError(text) : xmlError(text);
  const byHeader = answer.headers["x-amzn-query-error"]?.split(";")[0] ?? answer.headers["x-amzn-errortype"];
  const code = said.code === "" ? (byHeader ?? "") : said.code;
  // `com.amazonaws.logs#ResourceNotFoundException:http://…`
  const bare = code.replace(/^.*#/, "").replace(/:.*$/, "").trim();
  return { code: /^[\w.-]{1,128}$/.test(bare) ? bare : "", message: said.message.slice(0, LONGEST_MESSAGE) };
}

function jsonError(text: string): Said {
  try {
    const said = JSON.parse(text) as Record<string, unknown>;
    const string = (...names: readonly string[]) => {
      const value = names.map((name) => said[name]).find((one) => typeof one === "string");
      return typeof value === "string" ? value : "";
    };
    return { code: string("__type", "code", "Code"), message: string("message", "Message", "errorMessage") };
  } catch {
    return { code: "", message: "" };
  }
}

function xmlError(text: string): Said {
  if (!/<Error[\s>]/.test(text)) return { code: "", message: "" };
  const element = (name: string) => unescaped(new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? "");
  return { code: element("Code"), message: element("Message") };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi,
    (all, hex?: string, dec?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? all;
      const point = hex === undefined ? Number(dec) : Number.parseInt(hex, 16);
      return point <= 0x10_ff_ff ? String.fromCodePoint(point) : all;
    },
  );
}

/** What a refusal names: `… is not authorized to perform: rds:DescribeEvents on resource: arn:… because …`. */
function refused(message: string): { readonly action: string | null; readonly resource: string | null } {
  const action = /not authorized to perform:? ([a-z0-9-]{2,40}:[A-Za-z0-9*]{1,100})/.exec(message)?.[1] ?? null;
  const resource = /on (?:the )?resource:? "?(arn:[^\s"]{1,2048})/.exec(message)?.[1]?.replace(/[.,;]$/, "") ?? null;
  return { action, resource };
}

/** AWS's id of a request; null where the answer is not AWS's. */
export function requestIdOf(headers: Readonly<Record<string, string>>): string | null {
  const id = headers["x-amzn-requestid"] ?? headers["x-amz-request-id"] ?? headers["x-amzn-request-id"] ?? null;
  return id !== null && /^[\w.=/+-]{1,128}$/.test(id) ? id : null;
}

/** The `Date` header, epoch ms; whole seconds. */
export function dateOf(headers: Readonly<Record<string, string>>): number | null {
  const ms = Date.parse(headers["date"] ?? "");
  return Number.isNaN(ms) ? null : ms;
}

/** `retry-after` in seconds or as a date, `x-amz-retry-after` in milliseconds (as the SDK reads them); ms from now. */
function retryAfterMs(headers: Readonly<Record<string, string>>, nowMs: number): number | null {
  const plain = headers["retry-after"]?.trim() ?? "";
  const amz = headers["x-amz-retry-after"]?.trim() ?? "";
  if (/^\d{1,6}(?:\.\d+)?$/.test(plain)) return Number(plain) * 1000;
  if (/^\d{1,9}$/.test(amz)) return Number(amz);
  const at = plain === "" ? Number.NaN : Date.parse(plain);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
