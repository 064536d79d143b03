import type { Row } from "../../model/index.ts";
import type { Timeline } from "../../timeline/index.ts";
import type { OrderedRecords, Place, RecordDetail } from "../case.ts";
import type { CaseOrder } from "./case-order.ts";
import type { Joins } from "./joined.ts";
import type { Listing } from "./listing.ts";
import { linesAfter, linesBefore, linesIn } from "./physical-lines.ts";

/** Lines shown of one record. */
const MOST_LINES = 1000;

/** What is needed to tell all of a record. */
export interface DetailSources {
  readonly timeline: Timeline;
  readonly order: CaseOrder;
  readonly listing: Listing;
  readonly joins: Joins;
}

/** All that is known of the record at a place; null when there is none. */
export function recordDetail(
  { timeline, order, listing, joins }: DetailSources,
  place: Place,
  of: OrderedRecords,
  context: number,
): RecordDetail | null {
  const record = of.at(place);
  if (record === null) return null;
  const { row } = record;
  const { file } = timeline.fileOf(row);
  const byteOffset = timeline.byteOffset(row);
  const byteLength = timeline.byteLength(row);
  const { spans, end } = spansOf(timeline, row);
  return {
    ...record,
    file: file.path,
    line: timeline.line(row),
    byteOffset,
    byteLength,
    before: linesBefore(file.bytes, byteOffset, context),
    lines: spans.flatMap(([from, to]) => linesIn(file.bytes, from, to, MOST_LINES)),
    after: linesAfter(file.bytes, end, context),
    joined: joins
      .of(row, order.placeOf(row))
      .map((join) => ({ place: join.place, why: join.why, record: listing.record(join.row) })),
  };
}

/** Bytes of a record and of its secondary lines, and where those end that follow at once. */
function spansOf(
  timeline: Timeline,
  row: Row,
): { readonly spans: readonly (readonly [number, number])[]; readonly end: number } {
  const spans = [row, ...timeline.childrenOf(row)].map((each) => {
    const from = timeline.byteOffset(each);
    return [from, from + timeline.byteLength(each)] as const;
  });
  let end = 0;
  // Other sessions' lines may stand between: those are context.
  for (const [from, to] of spans) if (end === 0 || from - end <= LINE_END_BYTES) end = to;
  return { spans, end };
}

/** `\r\n` */
const LINE_END_BYTES = 2;
