import { formatUtc, type Report, type SourceFile } from "../model/index.ts";
import type { MarkedLine } from "../report/index.ts";
import type { Evidence } from "../sources/index.ts";
import { redact } from "../text/index.ts";
import { displayBytes } from "../timeline/index.ts";
import type { Marks } from "../tui/index.ts";

/** Of a marked record no more is read, nor shown. */
const READ_BYTES = 8 * 1024;
const SHOWN_CHARACTERS = 500;

/** The records that an engineer marked, as evidence of a document. A mark of a file that is not there is left out. */
export function markedLines(marks: Marks, evidence: Evidence, report: Report): readonly MarkedLine[] {
  const files = new Map(evidence.files.map((file) => [file.path, file]));
  const hashes = new Map(report.inputs.map(({ file, sha256 }) => [file, sha256]));
  return marks.list.flatMap((mark, index) => {
    const file = files.get(mark.file);
    if (file === undefined || mark.byteOffset >= file.bytes.size) return [];
    const { line, byteOffset, byteLength, time } = mark;
    return [
      {
        comment: redact(mark.comment),
        evidence: {
          id: `m${index + 1}`,
          kind: "line",
          count: 1,
          source: {
            file: file.path,
            line,
            byteOffset,
            byteLength,
            sha256: hashes.get(file.path) ?? null,
            pointer: null,
          },
          time: time === null ? null : formatUtc(time, "millisecond"),
          precision: time === null ? null : "millisecond",
          instance: file.instance,
          signature: null,
          text: textOf(file, byteOffset, byteLength),
        },
      },
    ];
  });
}

function textOf({ bytes }: SourceFile, byteOffset: number, byteLength: number): string {
  const target = Buffer.alloc(Math.min(byteLength, READ_BYTES, bytes.size - byteOffset));
  const read = bytes.read(target, byteOffset);
  return redact(displayBytes(target.subarray(0, read)).replaceAll(/\r(?=\n|$)/g, "")).slice(0, SHOWN_CHARACTERS);
}
