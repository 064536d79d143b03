import type { DescribeDBLogFilesDetails } from "@aws-sdk/client-rds";
import type { AnswerFacts, Aws, CallFailure } from "../calls.ts";
import { allPages } from "../pages.ts";

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

/**
 * Lists all log files of one instance (never of a cluster: that answers DBInstanceNotFound on a healthy cluster, AWS.md §2).
 */
export async function listLogs(aws: Aws, instance: string): Promise<Listing> {
  const files = new Map<string, ListedLog>();
  const listedMs = aws.nowMs();
  const input = { DBInstanceIdentifier: instance };
  const { pages, failure } = await allPages(aws, "DescribeDBLogFiles", input, instance, { keepRaw: true });
  for (const detail of pages.flatMap(({ value }) => value.DescribeDBLogFiles ?? [])) {
    const file = listedLog(detail);
    if (file !== null) files.set(file.name, file);
  }
  return {
    instance,
    files: [...files.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    listedMs,
    pages: pages.map(({ facts }) => facts),
    failure,
  };
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
