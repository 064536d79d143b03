import type { CallFailure } from "../calls.ts";
import type { Acquired } from "../case-store.ts";
import type { CollectContext } from "../context.ts";
import { iso } from "../iso.ts";
import type { ListedLog } from "./listing.ts";

/** One file to be fetched. */
export interface LogJob {
  readonly context: CollectContext;
  readonly instance: string;
  readonly file: ListedLog;
  /** AWS's clock when it was listed, epoch ms. */
  readonly listedMs: number;
  /** Where it is put. */
  readonly path: string;
  /** The server writes, or may write, into it: the newest of its series. */
  readonly open: boolean;
  /** What earlier files of the instance taught. Changed here. */
  readonly learned: { restDenied: CallFailure | null; hopeless: CallFailure | null };
}

/** AWS inflates compressed logs on the way when they are asked for in portions: what lies here is no gzip then. */
export function textPath({ path }: LogJob): string {
  return `${path.replace(/\.gz$/i, "")}.inflated`;
}

/** How bytes came, from AWS's clock in epoch ms. */
export function acquiredAt(fromMs: number, toMs: number, requestIds: readonly string[], attempts: number): Acquired {
  return { from: iso(fromMs), to: iso(toMs), requestIds, attempts };
}
