import { Buffer } from "node:buffer";
import { appLine } from "./app-line.ts";
import { csvHeaderIn } from "./csv/header.ts";
import { sampleRows } from "./csv/sample.ts";
import { detectLayout, isLastResort } from "./detect.ts";
import { isBlank } from "./continuation.ts";
import type { Unwrapped } from "./format.ts";
import { decodeText } from "./lines.ts";
import { barePiece } from "./unwrap.ts";

const lineCount = 400;

// `%t:%r:%u@%d:[%p]:` of RDS, and the prefixes that end in a pid and the server's label with two blanks.
const rdsPrefix =
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? [\w+-]{1,10}:[^:\s]{0,80}(?:\(\d{1,5}\))?:[^@]{0,130}@[^:]{0,130}:\[\d{1,10}\]:/;
const label =
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? [\w+-]{1,10}[ :][^"]{0,200}(?:LOG|DETAIL|HINT|ERROR|FATAL|PANIC|WARNING|STATEMENT|CONTEXT|NOTICE): {2}\S/;
const csvlog = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [\w+-]{1,10},(?:"[^"]*"|[^",]*),/;

/** Whether a line is one of a PostgreSQL server. */
function isServerLine(text: string): boolean {
  if (rdsPrefix.test(text) || csvlog.test(text)) return true;
  if (text.startsWith("{")) return appLine(text).json()?.["error_severity"] !== undefined;
  return label.test(text) && /\[\d{1,10}\]/.test(text.slice(0, 120));
}

/** Whether the first line opens a document that is not one object a line. */
function isDocument(first: string): boolean {
  const text = first.trim();
  if (text === "{" || text === "[" || text.startsWith("[{")) return true;
  return text.startsWith("{") && text.endsWith("[");
}

/** What the head of a file shows: the lines, or what the rows of a CSV export hold. */
interface Sample {
  readonly pieces: readonly Unwrapped[];
  /** Of the container, when there is one. */
  readonly title: string | null;
}

function sampleOf(head: Uint8Array): Sample {
  const buffer = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  // The last row is cut by the end of what was read, unless it is all there is.
  const complete = buffer.indexOf(10) === buffer.lastIndexOf(10);
  const header = csvHeaderIn(buffer, complete);
  if (header !== null)
    return { pieces: sampleRows(buffer, header, lineCount, complete).rows, title: header.source.title };
  const lines = decodeText(head)
    .replace(/^\uFEFF/, "")
    .split("\n");
  if (lines.length > 1) lines.pop(); // cut by the end of what was read, or empty
  return { pieces: lines.slice(0, lineCount).map(barePiece), title: null };
}

/**
 * Whether a file's first bytes look like an application log, and why; null when not. Server logs of PostgreSQL, exports
 * of them and JSON documents are not claimed.
 */
export function sniffApplication(head: Uint8Array, path: string): { readonly why: string } | null {
  const control = head.subarray(0, 4096).reduce((sum, byte) => sum + (byte < 9 || (byte > 13 && byte < 27) ? 1 : 0), 0);
  if (control * 20 > Math.min(head.length, 4096)) return null; // binary
  const { pieces, title } = sampleOf(head);
  const sample = pieces.filter(({ text }) => !isBlank(text));
  const first = sample[0]?.text;
  if (title !== null && first === undefined) return { why: `its header is that of ${title}` };
  if (first === undefined || (title === null && isDocument(first))) return null;
  if (sample.filter(({ text }) => isServerLine(text)).length * 4 > sample.length) return null;
  const layout = detectLayout(sample);
  const fits = [...layout.fits.values()];
  const heads = fits.reduce((sum, fit) => sum + fit.heads, 0);
  const others = fits.reduce((sum, fit) => sum + fit.others, 0);
  const best = fits.toSorted((a, b) => b.heads - a.heads)[0];
  const names = [
    ...layout.wrappers.map((wrapper) => wrapper.title),
    ...(best === undefined ? [] : [best.format.title]),
  ];
  if (title !== null) return { why: `it is ${[title, ...names].join(" > ")}` };
  if (layout.wrappers.length > 0 || (heads > 0 && heads * 4 >= others)) {
    if (best !== undefined && (layout.wrappers.length > 0 || !isLastResort(best.format)))
      return { why: `${heads} of its first ${sample.length} lines are ${names.join(" > ")}` };
  }
  const named = /\.(?:log|out|err)(?:\.\d{1,4})?$/i.test(path) || /(?:^|\/)(?:stdout|stderr)(?:\.|$)/.test(path);
  if (named && !first.startsWith("{") && !first.startsWith("<"))
    return { why: "text without known times, named like a log" };
  return null;
}
