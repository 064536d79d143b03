import type { Documents } from "../model/index.ts";
import type { Input } from "../reconstruct/index.ts";
import { codes, quotedSignature } from "../signatures/index.ts";
import type { Loaded } from "./loaded.ts";
import type { AnalyzeOptions } from "./options.ts";

/** What reconstruction reads of a loaded case, before ordinary operation is read again (`chatter` is `records` till then). */
export function inputOf(
  { timeline, window, events, eventsSupplied, serverFiles }: Loaded,
  documents: Documents,
  { thresholds }: AnalyzeOptions,
): Input {
  return {
    records: timeline,
    chatter: timeline,
    codes,
    events,
    eventsSupplied,
    documents,
    excerpts: new Set(serverFiles.filter((file) => file.sniff.excerpt).map((file) => file.instance)),
    quoted: quotedSignature,
    ...(window === null ? {} : { limits: window }),
    options: thresholds,
  };
}
