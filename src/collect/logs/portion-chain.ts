// DownloadDBLogFilePortion is known to cut, mark, repeat, stop early and start over (AWS.md §3, M1–M14). What its pages
// are worth is decided here, without I/O, by three witnesses: offsets in markers, the bytes before, the declared size.
import type { Portion } from "./portion-xml.ts";

/** What RDS writes into the data where it cut a line. */
export const MARK = Buffer.from(" [Your log message was truncated]\n");
/** AWS's limit for NumberOfLines, and what it takes when none is given. */
const MOST_LINES = 10_000;
/** A page is 1 MB at most; a bit less is asked for once a line was cut at its edge. */
const WANTED_BYTES = 900_000;
/** Bytes kept to recognise what comes again: a page. */
const TAIL_BYTES = 1_100_000;
const HEAD_BYTES = 4096;
/** Fewer bytes than that may look like the head by chance. */
const LEAST_HEAD_BYTES = 64;
/** Pages without anything new that are borne while more is said to be pending. */
const EMPTY_PAGES = 3;
/** Smaller pages that are tried for a gap, and how many gaps are worth it. */
const GAP_TRIES = 3;
const GAPS_TRIED = 8;

const NOTHING = Buffer.alloc(0);

/** One request. */
export interface PortionRequest {
  readonly marker: string;
  /** Null: as many as AWS gives. */
  readonly lines: number | null;
  /** The marker was made here from the last one: AWS may refuse it. */
  readonly own: boolean;
}

/** What was wrong with the pages that were taken. All numbers are bytes, but for `truncatedLines` and `marksRemoved`. */
export interface ChainFlaws {
  /** Came twice, verified, cut. */
  readonly overlapBytes: number;
  /** Passed over by a marker and never sent. */
  readonly gapBytes: number;
  /** Cut by AWS for good. */
  readonly truncatedLines: number;
  /** More than the markers say, and no repetition of what was there: kept. */
  readonly surplusBytes: number;
  /** Marks between bytes that are contiguous: removed, so that nothing is changed. */
  readonly marksRemoved: number;
  /** It began anew from its first byte: not taken. */
  readonly startedOver: boolean;
  /** The bound on calls was met. */
  readonly endless: boolean;
}

/** Puts pages together. Feed it one page after the other until `request` is null. */
export interface PortionChain {
  /** What to ask next; null at the end. */
  readonly request: PortionRequest | null;
  /** Offset in the file up to which it is known, by markers where they tell, else by counting. */
  readonly at: number;
  readonly written: number;
  /** Where each page that brought bytes began, in their order: the part of its marker that is the same in every run. */
  readonly offsets: readonly string[];
  readonly flaws: ChainFlaws;
  /** Fewer lines to ask for instead, when the page is damaged in a way that smaller pages may mend; else null. */
  smaller(page: Portion, asked: PortionRequest, tries: number): number | null;
  /** Takes a page. @returns the bytes it adds */
  take(page: Portion, asked: PortionRequest): Buffer;
}

/** Where a page's bytes belong. */
interface Fit {
  /** Bytes at its beginning that are there already. */
  readonly overlap: number;
  /** Bytes of a mark at its end that are none of the log's. */
  readonly strip: number;
  /** Bytes by the markers less bytes that came; 0 when they agree, null when markers do not tell. */
  readonly lost: number | null;
}

/** @param sizeBytes what was declared, null when that is another unit (the compressed size) */
export function portionChain(sizeBytes: number | null, boundBytes = sizeBytes ?? 0): PortionChain {
  // Every page either brings a byte or counts as empty; this is for a server that brings them one by one.
  const mostCalls = 256 + Math.ceil(boundBytes / 2048);
  const flaws = {
    overlapBytes: 0,
    gapBytes: 0,
    truncatedLines: 0,
    surplusBytes: 0,
    marksRemoved: 0,
    startedOver: false,
    endless: false,
  };
  const offsets: string[] = [];
  const asked = new Set<string>(["0"]);
  let request: PortionRequest | null = { marker: "0", lines: null, own: false };
  let at = 0;
  let written = 0;
  let calls = 0;
  let empties = 0;
  /** Markers seen in the wild begin at 1: `15:1048577` after a megabyte. */
  let base = 0;
  /** `at` is that much further than the last marker; either it comes again, or markers count otherwise. */
  let ahead = 0;
  let lastOverlap = 0;
  let gapsTried = 0;
  let number = "0";
  let head: Buffer = Buffer.alloc(0);
  let tail: Buffer = Buffer.alloc(0);
  /** Lines that fit into a page; null while no line was cut. */
  let fitting: number | null = null;

  const offsetOf = (marker: string | null): number | null => {
    const offset = /^\d{1,12}:(\d{1,15})$/.exec(marker ?? "")?.[1];
    return offset === undefined ? null : Number(offset) - base;
  };
  const startOf = ({ marker }: PortionRequest): number | null => (marker === "0" ? 0 : offsetOf(marker));
  /** Where the page ends; null where its marker does not tell, is before the page, or beyond what there is. */
  const endOf = (page: Portion, asking: PortionRequest): number | null => {
    const end = offsetOf(page.marker);
    const start = startOf(asking) ?? 0;
    const most = Math.max(sizeBytes ?? Number.POSITIVE_INFINITY, at + page.data.length);
    return end === null || end > most || end < start || (end === start && page.data.length > 0) ? null : end;
  };
  const repeats = (data: Buffer, count: number): boolean =>
    count > 0 &&
    count <= Math.min(data.length, tail.length) &&
    data.subarray(0, count).equals(tail.subarray(tail.length - count));

  function fit(page: Portion, asking: PortionRequest, strip: number): Fit {
    const data = page.data.subarray(0, page.data.length - strip);
    const start = startOf(asking);
    const end = endOf(page, asking);
    if (end === null || start === null) {
      const known = sizeBytes !== null && at + data.length > sizeBytes && repeats(data, lastOverlap);
      const overlap = start !== null && repeats(data, at - start) ? at - start : known ? lastOverlap : 0;
      return { overlap, strip, lost: null };
    }
    for (const overlap of [at + data.length - end, at - start]) {
      if (repeats(data, overlap)) return { overlap, strip, lost: end - at - (data.length - overlap) };
    }
    const from = ahead > 0 ? start : at;
    return { overlap: 0, strip, lost: end - from - data.length };
  }

  /** Without a mark's bytes where that makes offsets and bytes agree, else as it is. */
  function bestFit(page: Portion, asking: PortionRequest): Fit {
    const whole = fit(page, asking, 0);
    if (!endsWithMark(page.data)) return whole;
    const stripped = fit(page, asking, MARK.length);
    if (stripped.lost !== 0) return whole;
    // In a text that repeats itself as many bytes as a mark has may look as if they came twice.
    return whole.lost !== 0 || (whole.overlap > 0 && lastOverlap === 0) ? stripped : whole;
  }

  /** Only where markers do not say that the page belongs here: a text that repeats itself is no beginning. */
  function isStartOver(page: Portion, asking: PortionRequest): boolean {
    const count = Math.min(head.length, page.data.length);
    if (written === 0 || count < LEAST_HEAD_BYTES) return false;
    const { overlap, lost } = bestFit(page, asking);
    return overlap === 0 && lost !== 0 && page.data.subarray(0, count).equals(head.subarray(0, count));
  }

  function remember(fresh: Buffer): void {
    if (head.length < HEAD_BYTES && written < HEAD_BYTES)
      head = Buffer.concat([head, fresh.subarray(0, HEAD_BYTES - head.length)]);
    tail = fresh.length >= TAIL_BYTES ? fresh : Buffer.concat([tail, fresh]);
    if (tail.length > TAIL_BYTES) tail = Buffer.from(tail.subarray(tail.length - TAIL_BYTES));
    written += fresh.length;
  }

  function next(page: Portion, asking: PortionRequest, freshBytes: number): PortionRequest | null {
    empties = freshBytes > 0 ? 0 : empties + 1;
    const whole = sizeBytes !== null && at - ahead >= sizeBytes;
    if (page.pending !== true && (whole || empties > 0)) return null;
    if (empties >= EMPTY_PAGES) return null;
    if (calls >= mostCalls) {
      flaws.endless = true;
      return null;
    }
    const { marker } = page;
    const sound = offsetOf(marker) === null || endOf(page, asking) !== null;
    const usable = marker !== null && marker !== "0" && !asked.has(marker) && sound;
    if (!usable && freshBytes === 0) return { ...asking, lines: fitting };
    const chosen = usable ? marker : `${number}:${at + base}`;
    asked.add(chosen);
    return { marker: chosen, lines: fitting, own: !usable };
  }

  return {
    get request() {
      return request;
    },
    get at() {
      return at - ahead;
    },
    get written() {
      return written;
    },
    offsets,
    get flaws() {
      return { ...flaws, surplusBytes: flaws.surplusBytes + ahead };
    },

    smaller(page, asking, tries) {
      const count = lineCount(page.data);
      const lines = Math.min(asking.lines ?? MOST_LINES, count);
      if (lines <= 1 || isStartOver(page, asking)) return null;
      const { lost, strip } = bestFit(page, asking);
      const marked = page.data.includes(MARK);
      // A mark that is in the log has its place in the offsets. At the very end of a page that is no proof: AWS may
      // count the bytes it replaced.
      const cut = marked && (lost !== 0 || strip > 0 || endsWithMark(page.data));
      const gap = !marked && lost !== null && lost > 0 && !isShifted(asking, lost);
      if (gap && tries === 0) gapsTried += 1;
      return cut || (gap && tries < GAP_TRIES && gapsTried <= GAPS_TRIED) ? Math.floor(lines / 2) : null;
    },

    take(page, asking) {
      calls += 1;
      number = /^(\d{1,12}):\d/.exec(page.marker ?? "")?.[1] ?? number;
      if (isStartOver(page, asking)) {
        flaws.startedOver = true;
        request = next({ ...page, marker: null }, asking, 0);
        return NOTHING;
      }
      let best = bestFit(page, asking);
      if (best.lost !== null && isShifted(asking, best.lost)) {
        base = 1;
        best = { ...best, lost: 0 };
      }
      const { overlap, strip, lost } = best;
      const fresh = page.data.subarray(overlap, page.data.length - strip);
      const replaced = lost === 0 && endsWithMark(page.data) && isLongLine(page.data);
      const marked = strip === 0 && (lost !== 0 || replaced) && page.data.includes(MARK);
      if (ahead > 0) {
        // The bytes came again: they were no surplus. Or they did not: markers count otherwise.
        if (overlap === 0) {
          flaws.surplusBytes += ahead;
          at -= ahead;
        }
        ahead = 0;
      }
      flaws.overlapBytes += overlap;
      if (overlap > 0) lastOverlap = overlap;
      if (strip > 0) flaws.marksRemoved += 1;
      at += fresh.length;
      if (marked && (lost !== null || isLongLine(page.data))) flaws.truncatedLines += 1;
      if (lost !== null && lost !== 0) {
        if (marked) at += lost;
        else if (lost > 0) {
          flaws.gapBytes += lost;
          at += lost;
        } else ahead = -lost;
      }
      if (marked || strip > 0 || asking.lines !== null) fitting = fittingLines(page.data);
      remember(fresh);
      if (fresh.length > 0) offsets.push(asking.marker.replace(/^.*:/, ""));
      request = next(page, asking, fresh.length);
      return fresh;
    },
  };

  function isShifted(asking: PortionRequest, lost: number): boolean {
    return base === 0 && asking.marker === "0" && written === 0 && lost === 1;
  }
}

function endsWithMark(data: Buffer): boolean {
  return data.length >= MARK.length && data.subarray(data.length - MARK.length).equals(MARK);
}

/** A line that alone fills a page was cut; a shorter one with a mark may have been written so. */
function isLongLine(data: Buffer): boolean {
  return data.length >= WANTED_BYTES && lineCount(data) === 1;
}

function lineCount(data: Buffer): number {
  let count = 0;
  for (let at = data.indexOf(0x0a); at >= 0; at = data.indexOf(0x0a, at + 1)) count++;
  return Math.max(count, 1);
}

function fittingLines(data: Buffer): number {
  const perLine = data.length / lineCount(data);
  return Math.max(1, Math.min(MOST_LINES, Math.floor(WANTED_BYTES / perLine)));
}
