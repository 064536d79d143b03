import type { Section } from "../document/document.ts";
import type { DocumentContext } from "../document/document-context.ts";
import { paragraph, phrase, strong, table, words } from "../document/phrase.ts";
import { grouped, plural } from "../words.ts";
import { shortened } from "./per-incident.ts";

/** Every file that was given. */
export function inventorySection(context: DocumentContext): Section {
  const { shown, note } = shortened(context, context.report.inputs, 25);
  const rows = shown.map(({ file, kind, format, timeBasis, sha256, notRead }) => [
    file,
    [
      [kind, ...(format.length === 0 ? [] : [`(${format.join(", ")})`])].join(" "),
      ...(notRead === undefined ? [] : [notRead]),
    ].join("; "),
    words(timeBasis),
    sha256 ?? "",
  ]);
  return {
    id: "inventory",
    title: "Files",
    blocks:
      rows.length === 0
        ? [paragraph(words("None."))]
        : [table(["File", "Kind (format)", "Time zone", "sha256"], rows), ...note],
  };
}

/** Every physical line is exactly one of these. */
export function accountingSection({ report: { accounting: a } }: DocumentContext): Section {
  const closes = a.lines === a.records + a.continuations + a.quarantined;
  const lines = `${plural(a.lines, "line")} = ${grouped(a.records)} in records + ${grouped(a.continuations)} continuations + ${grouped(a.quarantined)} not understood`;
  const outside = `${plural(a.outsideWindow.files, "file")}, ${plural(a.outsideWindow.bytes, "byte")}`;
  return {
    id: "accounting",
    title: "Accounting",
    blocks: [
      paragraph([
        words(`${plural(a.files, "file")}, ${plural(a.bytes, "byte")}. ${lines}`),
        ...(closes ? [] : [phrase` (${strong(words("this does not add up: please report it"))})`]),
        words(`. Outside the window and not read: ${outside}.`),
      ]),
    ],
  };
}

/** What the document was made with, and how a reader convinces himself. */
export function methodSection({ report }: DocumentContext): Section {
  const { options, tool, schemaVersion } = report;
  const rows = Object.keys(options)
    .sort()
    .map((name) => [name, String(options[name] ?? "")]);
  return {
    id: "method",
    title: "How this was made, and how to check it",
    blocks: [
      paragraph(
        phrase`postmortem ${tool.version}, rules sha256 ${tool.rulesSha256.slice(0, 12)}, report schema ${schemaVersion}. The same evidence gives the same report, byte for byte. It was only read.`,
      ),
      paragraph(
        words(
          "A citation names a file and a physical line of it, counted from 1, or a place in a JSON document. For one of them:",
        ),
      ),
      {
        kind: "commands",
        text: [
          "sha256sum FILE                                   # the hash under Files",
          "tail -c +$((OFFSET + 1)) FILE | head -c LENGTH   # the bytes cited (decompressed first, if it is .gz or .zst)",
          "postmortem verify REPORT.md CASE                 # all of them, and every generated sentence",
        ].join("\n"),
      },
      ...(rows.length === 0 ? [] : [table(["Threshold", "Value"], rows)]),
    ],
  };
}
