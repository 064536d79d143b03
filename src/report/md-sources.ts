import type { Report } from "../model/index.ts";
import { md, table } from "./md.ts";
import { grouped, plural } from "./words.ts";

/** Every file that was given. */
export function inputsSection({ inputs }: Report): string[] {
  const rows = inputs.map(({ file, kind, format, timeBasis, sha256, sha256State, notRead }) => [
    file,
    [
      [kind, ...(format.length === 0 ? [] : [`(${format.join(", ")})`])].join(" "),
      ...(notRead === undefined ? [] : [notRead]),
    ].join("; "),
    timeBasis,
    sha256 === null ? "" : sha256State === "none" ? sha256 : `${sha256} (${sha256State})`,
  ]);
  return ["## Inputs", "", rows.length === 0 ? "None." : table(["File", "Kind (format)", "Time zone", "sha256"], rows)];
}

/** Every physical line is exactly one of these. */
export function accountingSection({ accounting: a }: Report): string[] {
  const closes = a.lines === a.records + a.continuations + a.quarantined;
  return [
    "## Accounting",
    "",
    `${plural(a.files, "file")}, ${plural(a.bytes, "byte")}. ${plural(a.lines, "line")} = ${grouped(a.records)} in records + ${grouped(a.continuations)} continuations + ${grouped(a.quarantined)} not understood${closes ? "" : " (**this does not add up: please report it**)"}. Outside the window and not read: ${plural(a.outsideWindow.files, "file")}, ${plural(a.outsideWindow.bytes, "byte")}.`,
  ];
}

/** The thresholds the verdict was reached with. */
export function optionsSection({ options, tool, schemaVersion }: Report): string[] {
  const rows = Object.keys(options)
    .sort()
    .map((name) => [name, String(options[name] ?? "")]);
  return [
    "## Options",
    "",
    md`postmortem ${tool.version}, rules sha256 ${tool.rulesSha256.slice(0, 12)}, report schema ${schemaVersion}.`
      .markdown,
    ...(rows.length === 0 ? [] : ["", table(["Threshold", "Value"], rows)]),
  ];
}

/** How a reader convinces himself. */
export function checkSection(): string[] {
  return [
    "## How to check",
    "",
    "Every claim cites lines by file, byte offset and the sha256 of the file. For one of them:",
    "",
    "```sh",
    "sha256sum FILE                                        # the hash under Inputs",
    "tail -c +$((OFFSET + 1)) FILE | head -c LENGTH        # the bytes cited (decompressed first, if it is .gz or .zst)",
    "postmortem analyze CASE --report again.md             # the same evidence gives the same report, byte for byte",
    "```",
    "",
    "Shown lines are redacted: literals of SQL are `?`, secrets `<secret>`, e-mail addresses `<email>`.",
  ];
}
