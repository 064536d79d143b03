// Where records end: newlines that no TAB follows. Found ahead of their use, a stride at a time, so that the bytes are
// read once and without a decision for each line.
import { CLOSE, RETURN, SPACE, TAB, Vectors, byte } from "./bytes";
import { BLOCK, LOWEST, NEWLINES, RUNS, RUN_BYTES, STRIDE_BYTES } from "./layout";

/** The runs found, and how far the bytes were searched; the block ends at `end`, where a newline stands. */
let next: usize = 0;
let last: usize = 0;
let searched: usize = 0;
let end: usize = 0;
/** Newlines before `searched`. */
let lines: i32 = 0;
/** The first newline of the run that is still open, 0 for none. */
let first: usize = 0;

/** Before the first look at a block's bytes. */
export function startRuns(to: usize): void {
  next = RUNS;
  last = RUNS;
  searched = BLOCK;
  end = to;
  lines = 0;
  first = 0;
}

/**
 * The run that holds the line at `at`: where it ends (a newline that no TAB follows, one that a truncation mark stands
 * before, or the end of the block), newlines of the block before that, where the first line of the run ends, and whether
 * the mark is there; 32 bits each.
 */
export function runAt(at: usize): usize {
  while (true) {
    for (; next < last; next += RUN_BYTES) if (<usize>load<u32>(next) >= at) return next;
    search();
  }
}

function search(): void {
  let out: usize = RUNS;
  let lowest = v128.load(LOWEST);
  let counted = lines;
  let opened = first;
  const line = v128.load(NEWLINES);
  const stop = min(searched + STRIDE_BYTES, end + 1);
  let p = searched;
  for (; p < stop; p += 64) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    lowest = i8x16.min_u(lowest, i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d)));
    let found = Vectors.mask(i8x16.eq(a, line), i8x16.eq(b, line), i8x16.eq(c, line), i8x16.eq(d, line));
    for (; found != 0; found &= found - 1) {
      const at = p + <usize>ctz(found);
      const around = load<u32>(at - 1);
      // Most lines end in neither; only a mark that ends the line counts.
      const before = around & 0xff;
      const marked = (before <= SPACE || before == CLOSE) && endsInMark(at);
      if (opened == 0) opened = at;
      if ((around & 0xff0000) == TAB << 16 && !marked) {
        counted++;
        continue;
      }
      store<u64>(out, <u64>at | ((<u64>counted) << 32));
      store<u64>(out, <u64>opened | ((<u64>marked) << 32), 8);
      counted++;
      out += RUN_BYTES;
      opened = 0;
    }
  }
  v128.store(LOWEST, lowest);
  lines = counted;
  first = opened;
  searched = p;
  next = RUNS;
  last = out;
}

/** `hasTruncationMark` */
function endsInMark(at: usize): bool {
  let p = at - 1;
  while (byte(p) == RETURN || byte(p) == SPACE) p--;
  return (
    byte(p) == CLOSE &&
    load<u64>(p - 7) == 0x5d64657461636e75 && // "uncated]"
    load<u64>(p - 15) == 0x7274207361772065 && // "e was tr"
    load<u64>(p - 23) == 0x67617373656d2067 && // "g messag"
    load<u64>(p - 31) == 0x6f6c2072756f595b // "[Your lo"
  );
}
