import { escapeMarkdownCell } from "../text/index.ts";
import type { Mark, OrderedRecords, RecordDetail, ViewCase } from "./case.ts";
import { exported, type Exported } from "./marks/index.ts";
import type { ExportFormat } from "./state/effect.ts";

/** The marks, or the records of a list. */
type Selection = "marks" | { readonly records: OrderedRecords };

/**
 * The pieces of a file with a selection, in its order. It is for others, so values of SQL and secrets are taken out as
 * in a report; nothing of a record is held once its piece is given.
 */
export function* writeSelection(viewCase: ViewCase, selection: Selection, format: ExportFormat): Iterable<string> {
  if (format === "md") yield `# ${escapeMarkdownCell(viewCase.name)}\n\n`;
  yield* exported(selectedOf(viewCase, selection), format);
}

function* selectedOf(viewCase: ViewCase, selection: Selection): Iterable<Exported> {
  const { records, marks } = viewCase;
  if (selection === "marks") {
    for (const mark of marks.list) yield markedRecord(viewCase, mark);
    return;
  }
  for (let place = 0; place < selection.records.count; place++) {
    const detail = records.detail(place, selection.records, 0);
    if (detail !== null) yield ofDetail(detail, "");
  }
}

function ofDetail(detail: RecordDetail, comment: string): Exported {
  const { time, precision, level, stream, signature, file, line, byteOffset, byteLength, lines } = detail;
  return { time, precision, level, source: stream.name, signature, file, line, byteOffset, byteLength, lines, comment };
}

/** A mark with its record; what the mark itself says when the record is not there (any more). */
function markedRecord({ records }: ViewCase, mark: Mark): Exported {
  const { all } = records;
  const row = all === null ? null : records.rowOfByte(mark.file, mark.byteOffset);
  const detail = row === null || all === null ? null : records.detail(all.placeOf(row), all, 0);
  if (detail !== null && detail.file === mark.file && detail.byteOffset === mark.byteOffset)
    return ofDetail(detail, mark.comment);
  const { time, file, line, byteOffset, byteLength, comment } = mark;
  const unknown = { precision: "microsecond", level: 0, source: null, signature: null, lines: [] } as const;
  return { ...unknown, time, file, line, byteOffset, byteLength, comment };
}
