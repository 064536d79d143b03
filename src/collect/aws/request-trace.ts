import type { CallName } from "../calls.ts";
import type { SignedBy } from "./try-failed.ts";

/** One request on its way: what the loop gives along and what the tap writes down. Mutable until the try ends. */
export interface RequestTrace {
  readonly call: CallName;
  readonly keepRaw: boolean;
  readonly signal: AbortSignal;
  /** AWS's clock when it was sent, epoch ms. */
  atMs: number;
  status: number | null;
  requestId: string | null;
  signedBy: SignedBy | null;
  /** Of the body, so far. */
  bytes: number;
  raw: Uint8Array | null;
  /** The answer's XML has something in its result. */
  holds: boolean;
}

/** A request that has not been sent yet. */
export function newTrace(call: CallName, signal: AbortSignal, keepRaw: boolean): RequestTrace {
  return {
    call,
    keepRaw,
    signal,
    atMs: 0,
    status: null,
    requestId: null,
    signedBy: null,
    bytes: 0,
    raw: null,
    holds: false,
  };
}
