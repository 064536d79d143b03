import { COLON, OPEN, byte, newlineFrom, splat } from "./bytes";
import { headMessage, readHead } from "./head";
import { DETAIL, FATAL, UNSURE } from "./labels";
import { TABLES } from "./layout";

/** As in `forgery.ts`. */
const LOOKAHEAD_BYTES: usize = 1024;
const REACH_BYTES: usize = 127;

/**
 * Whether a message begins as one of a table's beginnings does. A table: where the bucket of each first byte lies, 16
 * bits each; a bucket: how many beginnings, then for each how many pairs of 64 bits and mask, and these.
 */
export function begins(message: usize, table: usize): bool {
  const bucket = <usize>load<u16>(table + 2 * <usize>byte(message));
  if (bucket == 0) return false;
  let entry = <usize>TABLES + bucket;
  let left = load<u32>(entry);
  for (entry += 8; left > 0; left--) {
    let words = load<u32>(entry);
    entry += 8;
    const next = entry + 16 * <usize>words;
    let at = message;
    for (; words > 0; words--, entry += 16, at += 8) {
      if ((load<u64>(at) & load<u64>(entry + 8)) != load<u64>(entry)) break;
    }
    if (words == 0) return true;
    entry = next;
  }
  return false;
}

/**
 * Whether nothing near a background process's line at `start` can make it a client's: `forgery.ts` finds that only where
 * another `:[` stands or a refusal follows. Reads heads.
 */
export function isInnocent(start: usize, message: usize, end: usize): bool {
  if (start + LOOKAHEAD_BYTES > end) return false;
  const reach = start + REACH_BYTES;
  let at = message;
  while (true) {
    const next = newlineFrom(at) + 1;
    if (hasBracket(at, min(next, reach))) return false;
    if (next >= reach) return true;
    const kind = readHead(next, newlineFrom(next));
    if (kind == FATAL || kind == DETAIL) return false;
    at = kind == UNSURE ? next : headMessage;
    if (at >= reach) return true;
  }
}

/** Whether a `:[` begins in `[from, to)`. */
function hasBracket(from: usize, to: usize): bool {
  for (let p = from; p < to; p += 16) {
    const found = i8x16.bitmask(v128.and(i8x16.eq(v128.load(p), splat(COLON)), i8x16.eq(v128.load(p, 1), splat(OPEN))));
    if (found != 0 && p + <usize>ctz(found) < to) return true;
  }
  return false;
}
