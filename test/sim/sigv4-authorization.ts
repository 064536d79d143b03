/** Where a signature is written: the Authorization header, or the query of a presigned URL. */
import type { WireRequest } from "./sigv4.ts";

/** What a request says about its own signature. */
export interface Presented {
  readonly accessKeyId: string;
  /** `20261121`, as in the scope. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** Lower case, in the order given. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly token: string | null;
  readonly signedMs: number;
  /** How long a presigned URL holds, milliseconds; null for a signed header. */
  readonly expiresMs: number | null;
  readonly inQuery: boolean;
}

const ALGORITHM = "AWS4-HMAC-SHA256";
/** A presigned URL holds at most seven days. */
const LONGEST_SECONDS = 604_800;

/** Null when the request is not signed at all; a text when what is there cannot be read. */
export function readAuthorization(request: WireRequest): Presented | string | null {
  const query = new URLSearchParams(request.target.split("?")[1] ?? "");
  const header = request.headers["authorization"];
  if (query.has("X-Amz-Algorithm") || query.has("X-Amz-Signature")) {
    if (header !== undefined) return "Only one auth mechanism allowed";
    return readQuery(query);
  }
  return header === undefined ? null : readHeader(header, request);
}

function readHeader(header: string, request: WireRequest): Presented | string {
  if (!header.startsWith(`${ALGORITHM} `)) return `Unsupported algorithm: ${header.split(" ")[0] ?? ""}`;
  const parts = new Map(
    header
      .slice(ALGORITHM.length)
      .split(",")
      .map((part) => [part.split("=")[0]?.trim() ?? "", part.slice(part.indexOf("=") + 1).trim()] as const),
  );
  return assemble({
    credential: parts.get("Credential") ?? null,
    signedHeaders: parts.get("SignedHeaders") ?? null,
    signature: parts.get("Signature") ?? null,
    date: request.headers["x-amz-date"] ?? null,
    token: request.headers["x-amz-security-token"] ?? null,
    expires: null,
  });
}

function readQuery(query: URLSearchParams): Presented | string {
  if (query.get("X-Amz-Algorithm") !== ALGORITHM) return "X-Amz-Algorithm only supports AWS4-HMAC-SHA256";
  return assemble({
    credential: query.get("X-Amz-Credential"),
    signedHeaders: query.get("X-Amz-SignedHeaders"),
    signature: query.get("X-Amz-Signature"),
    date: query.get("X-Amz-Date"),
    token: query.get("X-Amz-Security-Token"),
    expires: query.get("X-Amz-Expires") ?? "",
  });
}

interface Pieces {
  readonly credential: string | null;
  readonly signedHeaders: string | null;
  readonly signature: string | null;
  readonly date: string | null;
  readonly token: string | null;
  /** Null for a signed header. */
  readonly expires: string | null;
}

function assemble(pieces: Pieces): Presented | string {
  const { credential, signedHeaders, signature, date } = pieces;
  if (credential === null) return "Authorization header requires 'Credential' parameter.";
  if (signature === null) return "Authorization header requires 'Signature' parameter.";
  if (signedHeaders === null) return "Authorization header requires 'SignedHeaders' parameter.";
  if (date === null) return "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.";
  const scope = /^([A-Za-z0-9]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request$/.exec(credential);
  if (scope === null) return `Credential must have exactly 5 slash-delimited elements, got '${credential}'`;
  const signedMs = readAmzDate(date);
  if (signedMs === null) return `Date must be in ISO-8601 'basic format'. Got '${date}'.`;
  const [, accessKeyId = "", day = "", region = "", service = ""] = scope;
  if (!date.startsWith(day))
    return `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP`;
  const expiresMs = pieces.expires === null ? null : Number(pieces.expires) * 1000;
  if (expiresMs !== null && !(expiresMs > 0 && expiresMs <= LONGEST_SECONDS * 1000))
    return "X-Amz-Expires must be between 1 and 604800 seconds";
  return {
    accessKeyId,
    date: day,
    region,
    service,
    signedHeaders: signedHeaders.split(";"),
    signature,
    token: pieces.token,
    signedMs,
    expiresMs,
    inQuery: expiresMs !== null,
  };
}

function readAmzDate(text: string): number | null {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second] = parts;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(ms) ? null : ms;
}
