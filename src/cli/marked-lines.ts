import { formatUtc, type Report, type RevealClass, type SourceFile } from "../model/index.ts";
import type { MarkedLine } from "../report/index.ts";
import type { Evidence } from "../sources/index.ts";
import { cut } from "../text/index.ts";
import { displayBytes } from "../timeline/index.ts";
import type { Marks } from "../tui/index.ts";
import type { SaidNames } from "./said-names.ts";

/** Of a marked record no more is read, nor shown. */
const READ_BYTES = 8 * 1024;
const SHOWN_CHARACTERS = 500;

/** The records that an engineer marked, as evidence of a document. A mark of a file that is not there is left out. */
export function markedLines(
  marks: Marks,
  evidence: Evidence,
  report: Report,
  names: SaidNames,
  reveal: ReadonlySet<RevealClass>,
): readonly MarkedLine[] {
  const said = (text: string): string => names.quoted(text, reveal);
  const files = new Map(evidence.files.map((file) => [file.path, file]));
  const hashes = new Map(report.inputs.map(({ file, sha256 }) => [file, sha256]));
  return marks.list.flatMap((mark, index) => {
    const file = files.get(mark.file);
    if (file === undefined || mark.byteOffset >= file.bytes.size) return [];
    const { line, byteOffset, byteLength, time } = mark;
    const shown = names.named(file.path, reveal);
    return [
      {
        comment: said(mark.comment),
        evidence: {
          id: `m${index + 1}`,
          kind: "line",
          count: 1,
          source: {
            file: shown,
            line,
            byteOffset,
            byteLength,
            sha256: hashes.get(shown) ?? null,
            pointer: null,
          },
          time: time === null ? null : formatUtc(time, "millisecond"),
          precision: time === null ? null : "millisecond",
          instance: file.instance === null ? null : names.named(file.instance, reveal),
          signature: null,
          text: cut(said(textOf(file, byteOffset, byteLength)), SHOWN_CHARACTERS),
        },
      },
    ];
  });
}

function textOf({ bytes }: SourceFile, byteOffset: number, byteLength: number): string {
  const target = Buffer.alloc(Math.min(byteLength, READ_BYTES, bytes.size - byteOffset));
  const read = bytes.read(target, byteOffset);
  return displayBytes(target.subarray(0, read)).replaceAll(/\r(?=\n|$)/g, "");
}
