import type { EvidenceIds, Instant } from "../model/index.ts";
import { escapeMarkdownCell } from "../text/index.ts";
import type { Citations } from "./citation.ts";
import { clock, date, localClock, span } from "./clock.ts";

/** Markdown of our own making. Everything else is text and is escaped on its way into a document. */
export interface Markdown {
  readonly markdown: string;
}
export type Inline = string | Markdown;

/** Text as Markdown; ours stays as it is. */
export function inline(part: Inline): string {
  if (typeof part !== "string") return part.markdown;
  return escapeMarkdownCell(part);
}

/** A template whose fixed parts are Markdown and whose values are escaped. */
export function md(fixed: TemplateStringsArray, ...values: readonly Inline[]): Markdown {
  return { markdown: fixed.reduce((text, part, index) => text + inline(values[index - 1] ?? "") + part) };
}

/** Parts with a separator between them. */
export function join(parts: readonly Inline[], separator: string): Markdown {
  return { markdown: parts.map(inline).join(separator) };
}

/** A pipe table; an empty cell is a dash. */
export function table(head: readonly string[], rows: readonly (readonly Inline[])[]): string {
  return [tableRow(head), tableRow(head.map(() => "---")), ...rows.map((row) => tableRow(row.map(inline)))].join("\n");
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => (cell === "" ? "–" : cell)).join(" | ")} |`;
}

/** A list item. */
export function item(part: Inline): string {
  return `- ${inline(part)}`;
}

const anchor = /^[A-Za-z][\w-]{0,39}$/;

/** Whether an evidence id can be a heading and the link to it. */
export function isAnchor(id: string): boolean {
  return anchor.test(id);
}

/** Links to the evidence section; an id that is no evidence of this report is only shown. What people say is marked. */
export function links(ids: EvidenceIds, cite: Citations): Markdown {
  return join(
    ids.map((id) => {
      const evidence = cite.find(id);
      if (!isAnchor(id) || !evidence) return id;
      const said = evidence.kind === "operator" ? " (stated by the operator)" : "";
      return { markdown: `[${id}](#${id.toLowerCase()})${said}` };
    }),
    ", ",
  );
}

/** Text with its evidence behind it. */
export function cited(text: Inline, ids: EvidenceIds, cite: Citations): Inline {
  return ids.length === 0 ? text : md`${text} – ${links(ids, cite)}`;
}

/** `19:11:58Z`, with the date when the report spans days, with the local time beside. */
export function at(instant: Instant | null, zone: string | null, withDate = false): string {
  if (instant === null) return "no time";
  const utc = `${withDate ? `${date(instant)} ` : ""}${clock(instant)} UTC`;
  return zone === null ? utc : `${utc} (${localClock(instant, zone)})`;
}

/** `2026-11-21 19:11:40 – 19:14:02 UTC`, the local times beside; one instant when there is no end or it is the start. */
export function period(start: Instant | null, end: Instant | null, zone: string | null): string {
  if (start === null || end === null || start === end) return at(start ?? end, zone, true);
  const local = zone === null ? "" : ` (${localClock(start, zone)} – ${localClock(end, zone)})`;
  return `${span(start, end)}${local}`;
}
