import { formatUtc } from "../model/index.ts";
import { escapeMarkdownCell, fenced, redact } from "../text/index.ts";
import type { OrderedRecords, ViewCase } from "./case.ts";
import type { ExportFormat } from "./state/effect.ts";

/** What of a record is written for others. */
interface Selected {
  readonly time: string | null;
  readonly file: string;
  readonly line: number;
  readonly comment: string | null;
  readonly text: string;
}

/** The marks, or the records of a list. */
type Selection = "marks" | { readonly records: OrderedRecords };

/**
 * The pieces of a file with a selection, in its order. It is for others, so values of SQL and secrets are taken out as
 * in a report; nothing of a record is held once its piece is given.
 */
export function* writeSelection(viewCase: ViewCase, selection: Selection, format: ExportFormat): Iterable<string> {
  if (format === "csv") yield "time,file,line,comment,text\r\n";
  if (format === "md") yield `# ${escapeMarkdownCell(viewCase.name)}\n`;
  for (const selected of selectedOf(viewCase, selection)) yield piece(selected, format);
}

function* selectedOf(viewCase: ViewCase, selection: Selection): Iterable<Selected> {
  const { records, marks } = viewCase;
  if (selection !== "marks") {
    for (let place = 0; place < selection.records.count; place++) {
      const detail = records.detail(place, selection.records, 0);
      if (detail === null) continue;
      yield {
        time: detail.time === null ? null : formatUtc(detail.time, detail.precision),
        file: detail.file,
        line: detail.line,
        comment: null,
        text: redact(detail.lines.join("\n")),
      };
    }
    return;
  }
  for (const mark of marks.list) {
    const row = records.all === null ? null : records.rowOfByte(mark.file, mark.byteOffset);
    const detail =
      row === null || records.all === null ? null : records.detail(records.all.placeOf(row), records.all, 0);
    yield {
      time: mark.time === null ? null : formatUtc(mark.time, detail?.precision ?? "microsecond"),
      file: mark.file,
      line: mark.line,
      comment: mark.comment,
      text: redact(detail?.lines.join("\n") ?? ""),
    };
  }
}

function piece(selected: Selected, format: ExportFormat): string {
  const { time, file, line, comment, text } = selected;
  switch (format) {
    case "jsonl":
      return `${JSON.stringify(selected)}\n`;
    case "csv":
      return `${[time ?? "", file, String(line), comment ?? "", text].map(field).join(",")}\r\n`;
    case "md": {
      const head = [time ?? "no time", comment ?? ""].filter((part) => part !== "").map(escapeMarkdownCell);
      return `\n**${head.join(" · ")}** (${escapeMarkdownCell(`${file}:${line}`)})\n\n${fenced(text)}\n`;
    }
    default:
      return format satisfies never;
  }
}

/** A spreadsheet would run what begins like a formula. */
function field(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
