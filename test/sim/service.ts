import type { World } from "./world.ts";

/** A request whose signature, clock and permissions were checked. */
export interface SimRequest {
  readonly service: string; // signing name: rds, logs, monitoring, cloudtrail, pi, s3, sts
  /** `DescribeEvents`, `FilterLogEvents`, `DownloadCompleteDBLogFile`, `GetObject` … */
  readonly action: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Whose key signed it; absent for a request that was not signed. */
  readonly accessKeyId?: string;
}

export interface SimAnswer {
  readonly status: number;
  /** With `transfer-encoding: chunked` the body has no Content-Length; else the server adds one. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | { readonly length: number; readonly chunks: Iterable<Buffer> };
}

/** An error a service answers with; each service writes it in its own protocol. */
export class SimError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** One AWS service. It is strict: unknown actions, unknown or missing parameters and values out of range are refused. */
export interface SimService {
  readonly signingName: string;
  /** The action a request names, or null when it names none; called before permissions are checked. */
  actionOf(request: Omit<SimRequest, "action">): string | null;
  /** Actions it knows, with what IAM calls them (`rds:DescribeEvents`). */
  readonly actions: Readonly<Record<string, string>>;
  /**
   * `rules` is there for the few that change them (STS issues credentials).
   *
   * @throws {SimError}
   */
  answer(request: SimRequest, world: World, rules: Rules): SimAnswer;
  /** An error in this service's protocol (XML, JSON, S3's XML). */
  error(error: SimError, requestId: string): SimAnswer;
}

/** What can befall a call. */
export const FAULT_KINDS = [
  "reset", // the connection is reset before an answer
  "reset-half", // … after half of the body
  "hang", // no answer at all
  "stall", // headers and half of the body, then nothing
  "truncate", // Content-Length of the whole, half of the body, connection closed
  "truncate-clean", // chunked, half of the body, ended as if whole
  "empty-200", // 200 with an empty body
  "html200", // 200 with a page of HTML
  "whitespace200", // XML whose text node makes the SDK answer {}
  "html500", // a broken proxy's page
  "empty500", // 500 with an empty body
  "internal", // the service's InternalFailure, 500
  "unavailable", // ServiceUnavailable, 503
  "throttle", // Throttling "Rate exceeded"
  "denied", // AccessDenied in AWS's words
  "expired", // ExpiredToken
  "invalid-token", // InvalidClientTokenId
  "signature", // SignatureDoesNotMatch
  "skew", // RequestExpired / RequestTimeTooSkewed, with the simulator's Date
  "slow", // the body trickles, but arrives
  "not-found", // the service's NotFound of that action
] as const;

/** One of these happens instead of, or to, the nth call of an action (from 1); `nth` 0 means every call. */
export interface Fault {
  readonly action: string; // "*" for any
  readonly nth: number;
  readonly kind: (typeof FAULT_KINDS)[number];
}

/** Rules of one run. Mutable: a test changes them while the simulator runs. */
export interface Rules {
  faults: Fault[];
  /** IAM actions that are denied, e.g. `rds:DescribeEvents`. */
  denied: Set<string>;
  /** Calls per second and burst by IAM action; LookupEvents is 2/s unless set. */
  throttles: Map<string, { readonly perSecond: number; readonly burst: number }>;
  /** Access key → secret, session token (null: none) and when it expires (epoch ms, null: never). */
  credentials: Map<
    string,
    {
      readonly secret: string;
      readonly token: string | null;
      readonly expiresMs: number | null;
      /** What GetCallerIdentity and refusals name; the on-call role unless given. */
      readonly arn?: string;
    }
  >;
  /** How the REST log download sends: half of the files chunked (`mixed`, the default), or all one way. */
  restTransfer?: "mixed" | "length" | "chunked";
  /** Between the pieces of a `slow` body, milliseconds; 50 unless given. */
  slowPauseMs?: number;
}

/** What was asked, in order; assertions read it. */
export interface JournalEntry {
  readonly service: string;
  readonly action: string;
  /** Main parameters, for reading: instance and file, marker, group … */
  readonly about: string;
  readonly status: number;
  readonly fault: Fault["kind"] | null;
  /** Bytes of the body that were sent. */
  readonly bytes: number;
}
