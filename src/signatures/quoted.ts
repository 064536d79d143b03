import { MESSAGE_HEAD_BYTES, type ServerSignature, type SignatureId } from "../model/index.ts";
import { abnormalShutdown } from "./server/abnormal-shutdown.ts";
import { auroraRuntimeExit } from "./server/aurora-runtime-exit.ts";
import { childTerminated } from "./server/child-terminated.ts";
import { reinitializing } from "./server/reinitializing.ts";
import { restartAfterCrashOff } from "./server/restart-after-crash-off.ts";
import { shutDown } from "./server/shut-down.ts";
import { shutdownRequested } from "./server/shutdown-requested.ts";
import { storageRuntimeCrash } from "./server/storage-runtime-crash.ts";
import { terminatingOthers } from "./server/terminating-others.ts";

/** Lines of a crash or a stop that the postmaster alone writes: in any other mouth they are a quotation. */
export const quotable: readonly ServerSignature[] = [
  childTerminated,
  terminatingOthers,
  reinitializing,
  storageRuntimeCrash,
  auroraRuntimeExit,
  restartAfterCrashOff,
  abnormalShutdown,
  shutdownRequested,
  shutDown,
];

/** How much of a text is searched: errors may carry whole files. */
const SEARCHED = 16 * 1024;
/** Beginnings of one text that are looked at: hostile text is nothing else. */
const MAX_STARTS = 16;

/** What may follow a quotation in prose, SQL or JSON, and how many of these a line itself may hold. */
const behind = /["'`,;.!?<>|\\]/g;
const MAX_WITHIN = 8;

const starts: readonly string[] = quotable
  .flatMap((signature) => signature.starts)
  .filter((start) => /^[\x20-\x7e]+$/.test(start))
  .sort((a, b) => b.length - a.length);
const start = new RegExp(starts.map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)).join("|"), "g");

/**
 * The line of a crash or a stop that a text carries anywhere in it, quotation marks and prose around it, or null. The
 * caller knows that the postmaster did not write the text. As strict as the signatures are: a beginning is not enough.
 */
export function quotedSignature(text: string): SignatureId | null {
  // SQL doubles apostrophes, tickets and articles set typographic ones.
  const plain = text.slice(0, SEARCHED).replaceAll(/''|\u2019/g, "'");
  let left = MAX_STARTS;
  for (const { 0: found, index } of plain.matchAll(start)) {
    if (left-- === 0) return null;
    const line = plain.slice(index, index + MESSAGE_HEAD_BYTES).split("\n", 1)[0] ?? "";
    for (const message of endings(line, found.length)) {
      const said = { level: "info", part: "message", message: message.trimEnd(), background: true } as const;
      const signature = quotable.find((each) => each.match(said));
      if (signature !== undefined) return signature.id;
    }
  }
  return null;
}

/** The line, and the line cut where a quotation may end. */
function* endings(line: string, from: number): Iterable<string> {
  yield line;
  let left = MAX_WITHIN;
  for (const { index } of line.slice(from).matchAll(behind)) {
    if (left-- === 0) return;
    yield line.slice(0, from + index);
  }
}
