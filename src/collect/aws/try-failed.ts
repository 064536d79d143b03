import type { CallFailure } from "../calls.ts";

/** What may be done about a try that failed. */
export type Remedy =
  | "none" // the same request would be refused again
  | "again" // the way there and back: network, 5xx, a body that is none of AWS's
  | "slower" // AWS throttles
  | "credentials" // the credentials are expired or unknown: ask the provider anew
  | "clock" // the signature's time is too far from AWS's clock, which `dateMs` tells
  | "region"; // the bucket lives in `bucketRegion`

/** What is known about one try that failed. */
export interface Trouble {
  readonly kind: CallFailure["kind"];
  readonly remedy: Remedy;
  /** AWS's code or the system's; empty when there is none. */
  readonly code: string;
  readonly message: string;
  readonly status?: number | null;
  readonly requestId?: string | null;
  /** IAM action and ARN as AWS's refusal names them. */
  readonly action?: string | null;
  readonly resource?: string | null;
  /** How long AWS asks to wait. */
  readonly retryAfterMs?: number | null;
  /** AWS's clock at the answer, epoch ms. */
  readonly dateMs?: number | null;
  readonly bucketRegion?: string | null;
  /** Which credentials had signed; see `credentials.ts`. */
  readonly signedBy?: SignedBy | null;
}

/** Which credentials signed a request: kept in memory to compare, never written anywhere. */
export interface SignedBy {
  /** How often credentials had been renewed when the request was sent. */
  readonly generation: number;
  readonly identity: string;
}

/** One try of a call failed. Does not leave this folder but through the body of a stream. */
export class TryFailed extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble, options?: ErrorOptions) {
    super(trouble.message, options);
    this.trouble = trouble;
  }
}
