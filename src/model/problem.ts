import type { NotCollected } from "./documents.ts";

/** What limits the answer without ending the run. Part of the report ("Coverage and gaps"). */
export type Problem =
  | { readonly kind: "unreadable"; readonly file: string; readonly reason: string }
  | { readonly kind: "not-a-log"; readonly file: string; readonly reason: string }
  | {
      readonly kind: "damaged-compression";
      readonly file: string;
      readonly byteOffset: number;
      readonly reason: string;
    }
  | {
      readonly kind: "decompression-limit";
      readonly file: string;
      readonly byteOffset: number;
      readonly reason: string;
    }
  | { readonly kind: "directory-loop"; readonly file: string; readonly reason: string }
  | {
      readonly kind: "quarantined-lines";
      readonly file: string;
      readonly count: number;
      readonly firstLine: number;
      readonly byteOffset: number;
      readonly reason: string;
    }
  | { readonly kind: "undated-lines"; readonly file: string; readonly count: number; readonly afterLine: number }
  | {
      readonly kind: "long-line";
      readonly file: string;
      readonly line: number;
      readonly byteOffset: number;
      readonly byteLength: number;
    }
  | { readonly kind: "nul-bytes"; readonly file: string; readonly line: number; readonly byteOffset: number }
  | {
      readonly kind: "truncated-message";
      readonly file: string;
      readonly line: number;
      readonly byteOffset: number;
      readonly count: number;
    }
  | {
      readonly kind: "forged-line";
      readonly file: string;
      readonly line: number;
      readonly byteOffset: number;
      readonly reason: string;
    }
  | { readonly kind: "time-backwards"; readonly file: string; readonly line: number; readonly seconds: number }
  | { readonly kind: "excerpt"; readonly file: string; readonly line: number; readonly count: number }
  | { readonly kind: "unknown-instance"; readonly files: readonly string[]; readonly reason: string }
  | { readonly kind: "same-instance"; readonly files: readonly string[]; readonly reason: string }
  | {
      readonly kind: "duplicate-file";
      readonly file: string;
      readonly of: string;
      readonly count: number;
      readonly reason: string;
    }
  | { readonly kind: "zone-assumed"; readonly file: string; readonly zone: string; readonly reason: string }
  | { readonly kind: "zone-estimated"; readonly file: string; readonly offsetSeconds: number; readonly reason: string }
  | { readonly kind: "format-ambiguous"; readonly file: string; readonly candidates: readonly string[] }
  | { readonly kind: "malformed-json"; readonly file: string; readonly line: number; readonly reason: string }
  | { readonly kind: "unusable-event"; readonly file: string; readonly pointer: string; readonly reason: string }
  | {
      readonly kind: "unusable-value";
      readonly file: string;
      readonly line: number;
      readonly pointer: string;
      readonly reason: string;
    }
  | { readonly kind: "short-file"; readonly file: string; readonly byteLength: number; readonly reason: string }
  | { readonly kind: "instance-not-supplied"; readonly instance: string; readonly reason: string }
  | ({ readonly kind: "not-collected" } & NotCollected)
  | { readonly kind: "novel-lines-cut"; readonly count: number }
  /** The analysis was limited to a window: ISO 8601 UTC, null where it is open; `count` files were left out whole. */
  | {
      readonly kind: "limited-to-window";
      readonly since: string | null;
      readonly until: string | null;
      readonly count: number;
      readonly byteLength: number;
    }
  | { readonly kind: "not-used"; readonly file: string; readonly reason: string };

/** One sentence for people: which file and line, what is wrong, what to do. Unescaped: the report escapes it. */
export function describeProblem(p: Problem): string {
  switch (p.kind) {
    case "unreadable":
      return `${p.file} could not be read: ${p.reason}`;
    case "not-a-log":
      return `${p.file} is not a log: ${p.reason}`;
    case "damaged-compression":
      return `${p.file} is damaged at byte ${p.byteOffset} of the compressed data: ${p.reason}; what came before it is used`;
    case "decompression-limit":
      return `${p.file} was cut at byte ${p.byteOffset} of its decompressed data: ${p.reason}`;
    case "directory-loop":
      return `${p.file} was not followed: ${p.reason}`;
    case "quarantined-lines":
      return `${p.file}: ${p.count} ${p.count === 1 ? "line" : "lines"} not understood, the first is line ${p.firstLine} (byte ${p.byteOffset}): ${p.reason}`;
    case "undated-lines":
      return `${p.file}: ${p.count} undated ${p.count === 1 ? "line" : "lines"} after line ${p.afterLine}; they keep their place in the file and get no time`;
    case "long-line":
      return `${p.file}:${p.line} is ${p.byteLength} bytes long (from byte ${p.byteOffset}); only its beginning was examined`;
    case "nul-bytes":
      return `${p.file}:${p.line} holds NUL bytes (first at byte ${p.byteOffset}); the line is kept`;
    case "truncated-message":
      return `${p.file}: ${p.count} ${p.count === 1 ? "message carries" : "messages carry"} AWS's truncation mark, the first at line ${p.line} (byte ${p.byteOffset}); the download API cut text there, fetch the complete file`;
    case "forged-line":
      return `${p.file}:${p.line} looks forged (byte ${p.byteOffset}): ${p.reason}; it is not used as evidence of what the server did`;
    case "time-backwards":
      return `${p.file}:${p.line} goes back in time by ${p.seconds} s; the order of the file is kept`;
    case "excerpt":
      return `${p.file}:${p.line} elides lines with "..." (${p.count} times): an excerpt cannot show that nothing else happened`;
    case "unknown-instance":
      return `${p.files.join(", ")}: ${p.reason}`;
    case "same-instance":
      return `${p.files.join(", ")}: ${p.reason}`;
    case "duplicate-file":
      return `${p.file} repeats ${p.count} records of ${p.of}: ${p.reason}`;
    case "zone-assumed":
      return `${p.file} states no time zone; ${p.zone} assumed: ${p.reason}`;
    case "zone-estimated":
      return `${p.file}: its stamps are ${p.offsetSeconds >= 0 ? "+" : ""}${p.offsetSeconds} s off the database's clock, and are put in order without that: ${p.reason}`;
    case "format-ambiguous":
      return `${p.file} fits several formats (${p.candidates.join(", ")}); the first is used`;
    case "malformed-json":
      return `${p.file}:${p.line} is not valid JSON: ${p.reason}`;
    case "unusable-event":
      return `${p.file}${p.pointer} is not a usable event: ${p.reason}`;
    case "unusable-value":
      return `${p.file}:${p.line}${p.pointer === "" ? "" : ` (${p.pointer})`}: ${p.reason}`;
    case "short-file":
      return `${p.file} holds ${p.byteLength} bytes less than were listed when it was collected: ${p.reason}`;
    case "instance-not-supplied":
      return `no log of ${p.instance} was supplied: ${p.reason}`;
    case "not-collected": {
      const what = { partial: "collected in part", none: "not collected", pending: "not complete yet" }[p.state];
      const rest = [p.consequence, p.remedy].flatMap((text) => (text === null ? [] : [`; ${text}`]));
      return `${p.subject} (${p.source}): ${what}: ${p.reason}${rest.join("")}`;
    }
    case "novel-lines-cut":
      return `${p.count} records without a known message were not compared with the quiet part: more lines may be new, and counts are lower bounds`;
    case "limited-to-window": {
      const asked = `${p.since === null ? "" : `from ${p.since} `}${p.until === null ? "on" : `to ${p.until}`}`;
      const left =
        p.byteLength === 0
          ? ""
          : `; ${p.count} ${p.count === 1 ? "file" : "files"} and ${p.byteLength} bytes were not read`;
      return `the analysis was limited to the window ${asked}${left}: nothing is said about what lies outside`;
    }
    case "not-used":
      return `${p.file} was not used: ${p.reason}`;
    default:
      return p satisfies never;
  }
}
