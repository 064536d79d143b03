import { PartCode, type Row, type SignatureCodes } from "../../model/index.ts";
import type { Timeline } from "../../timeline/index.ts";
import type { Filter } from "../case.ts";

/** Whether a row is a message that the columns of a filter let through; no text is read. */
export function columnTest(timeline: Timeline, codes: SignatureCodes, filter: Filter): (row: Row) => boolean {
  const { streams, level, signature } = filter;
  const code = signature === null ? null : codeOf(codes, signature);
  const anyStream = streams === null || streams.size === 0;
  return (row) =>
    timeline.part(row) === PartCode.message &&
    (level === null || timeline.level(row) >= level) &&
    (code === null || timeline.signature(row) === code) &&
    (anyStream || streams.has(timeline.stream(row).index)) &&
    !timeline.isHidden(row);
}

/** -1, which no row has, for an id that is none. */
function codeOf(codes: SignatureCodes, id: string): number {
  const code = codes.code(id as Parameters<SignatureCodes["code"]>[0]);
  return code !== 0 && codes.id(code) === id ? code : -1;
}
