// Puts rows into a timeline as a scan of a file does.
import type { Row, SourceFile } from "../../src/model/index.ts";
import { type Page, PageStore, SegmentWriter, type Timeline } from "../../src/timeline/index.ts";

/**
 * Adds one file's rows.
 *
 * @param write is given a sink for each stream
 * @returns the timeline's row of the file's first, and what `write` gave
 */
export function fill<T>(
  timeline: Timeline,
  file: SourceFile,
  streams: readonly number[],
  write: (...sinks: ReturnType<SegmentWriter["sink"]>[]) => T,
  store = new PageStore(),
): { readonly first: Row; readonly result: T } {
  const pages: Page[] = [];
  const writer = new SegmentWriter((page) => pages.push(store.keep(page)));
  const result = write(...streams.map((_, number) => writer.sink(number)));
  return { first: timeline.add(file, { ...writer.finish(), pages }, streams), result };
}
