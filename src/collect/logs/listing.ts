import type { DescribeDBLogFilesDetails } from "@aws-sdk/client-rds";
import type { AnswerFacts, Aws, CallFailure, Outcome, OutputOf } from "../calls.ts";

/** One file as DescribeDBLogFiles names it. */
export interface ListedLog {
  readonly name: string;
  /** Null when AWS did not say. For `.gz` the compressed size. */
  readonly sizeBytes: number | null;
  /** Epoch ms; null when AWS did not say. May be late: the file can hold newer lines. */
  readonly lastWrittenMs: number | null;
}

/** The log files of one instance. */
export interface Listing {
  readonly instance: string;
  /** By name, each once. */
  readonly files: readonly ListedLog[];
  /** AWS's clock when the listing began, epoch ms: lines written until then are in what is downloaded afterwards. */
  readonly listedMs: number;
  /** The answers in their order, for the record. */
  readonly pages: readonly AnswerFacts[];
  /** What ended it early; the files are those of the pages before. */
  readonly failure: CallFailure | null;
}

/** An instance keeps a week of files, 24 a day, and their twins; a page holds about 1000. */
const MAX_PAGES = 500;

/**
 * Lists all log files of one instance (never of a cluster: that answers DBInstanceNotFound on a healthy cluster, AWS.md §2).
 * Pages are followed by hand, so that a marker that comes back ends the listing.
 */
export async function listLogs(aws: Aws, instance: string): Promise<Listing> {
  const files = new Map<string, ListedLog>();
  const pages: AnswerFacts[] = [];
  const seen = new Set<string>();
  const listedMs = aws.nowMs();
  const end = (failure: CallFailure | null): Listing => ({
    instance,
    files: [...files.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    listedMs,
    pages,
    failure,
  });
  let marker = "";
  while (pages.length < MAX_PAGES) {
    const input = { DBInstanceIdentifier: instance, ...(marker === "" ? {} : { Marker: marker }) };
    const outcome: Outcome<OutputOf<"DescribeDBLogFiles">> = await aws.call("DescribeDBLogFiles", input, instance, {
      keepRaw: true,
    });
    if (!outcome.ok) return end(outcome.failure);
    pages.push(outcome.facts);
    for (const detail of outcome.value.DescribeDBLogFiles ?? []) {
      const file = listedLog(detail);
      if (file !== null) files.set(file.name, file);
    }
    marker = outcome.value.Marker ?? "";
    if (marker === "") return end(null);
    if (seen.has(marker)) return end(endless("the same marker came twice", pages.length));
    seen.add(marker);
  }
  return end(endless(`more than ${MAX_PAGES} pages`, pages.length));
}

function listedLog({
  LogFileName: name,
  Size: size,
  LastWritten: written,
}: DescribeDBLogFilesDetails): ListedLog | null {
  if (name === undefined || name === "") return null;
  const sizeBytes = size !== undefined && Number.isSafeInteger(size) && size >= 0 ? size : null;
  // Beyond that a Date cannot hold it.
  const lastWrittenMs = written !== undefined && written > 0 && written <= 8.64e15 ? Math.trunc(written) : null;
  return { name, sizeBytes, lastWrittenMs };
}

function endless(message: string, attempts: number): CallFailure {
  const action = "rds:DescribeDBLogFiles";
  const call = "DescribeDBLogFiles";
  return { call, kind: "repeated-token", code: "", message, action, resource: null, attempts };
}
