import type { ClientReport } from "../model/index.ts";
import { cellWidth, escapeTerminal } from "../text/index.ts";
import type { Context } from "./context.ts";
import { column, hang, heading, span, type Line } from "./spans.ts";
import { grouped, healedText, plural } from "./words.ts";

/** Clients that had errors: how many, how long stale, how they came back, how far off their clock was. */
export function clientLines({ report, width, verbose }: Context): Line[] {
  const affected = report.clients.filter((client) => errorCount(client) > 0 || client.stillRefusedAtEnd);
  if (affected.length === 0) return [];
  const shown = verbose ? affected : affected.slice(0, 12);
  const longest = Math.max(...shown.map(({ id }) => cellWidth(escapeTerminal(id))), 6);
  const name = Math.min(longest, width - 52);
  const head: Line = [column("client", name, "dim"), span("  errors  stale s  healed by                clock", "dim")];
  return [
    ...heading("Clients"),
    head,
    ...shown.map((client): Line => [
      column(client.id, name),
      span(errorCount(client).toString().padStart(8)),
      span(number(client.staleSeconds).padStart(9)),
      span("  "),
      column(
        client.stillRefusedAtEnd ? "STILL REFUSED" : healedText[client.healedBy],
        23,
        client.stillRefusedAtEnd ? "alarm" : "plain",
      ),
      span("  "),
      column(offsetText(client), width - name - 44),
    ]),
    ...(affected.length > shown.length ? [[span(`… ${affected.length - shown.length} more: --verbose`, "dim")]] : []),
  ];
}

function errorCount({ errors }: ClientReport): number {
  return Object.values(errors).reduce((sum, count) => sum + count, 0);
}

/** `+37 ± 0.1 s`, or `–` when it could not be told. */
export function offsetText({ offsetSeconds, offsetUncertaintySeconds }: ClientReport): string {
  if (offsetSeconds === null) return "–";
  const sign = offsetSeconds > 0 ? "+" : "";
  const about = offsetUncertaintySeconds === null ? "" : ` ± ${number(offsetUncertaintySeconds)}`;
  return `${sign}${number(offsetSeconds)}${about} s`;
}

function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** What limits the answer, and the conservation law of lines. */
export function accountingLines({ report, width, verbose }: Context): Line[] {
  const { accounting: a, problems, coverage } = report;
  const gaps = coverage.filter(({ state }) => state !== "full");
  const lines: Line[] = [...heading("Coverage")];
  lines.push(...gaps.flatMap(({ subject, state, why }) => hang([span("  ")], `${subject}: ${state} — ${why}`, width)));
  if (gaps.length === 0) lines.push([span("  every source covers the window")]);
  if (verbose) for (const { text } of problems) lines.push(...hang([span("  ! ", "warn")], text, width));
  else if (problems.length > 0)
    lines.push(
      ...hang(
        [span("  ")],
        `${plural(problems.length, "problem")} with the evidence: --verbose or --report lists each`,
        width,
      ),
    );
  const outside = a.outsideWindow.files > 0 ? `; ${plural(a.outsideWindow.files, "file")} outside the window` : "";
  lines.push(
    ...hang(
      [span("  ")],
      `${plural(a.files, "file")}, ${plural(a.bytes, "byte")}: ${plural(a.lines, "line")} = ${grouped(a.records)} in records + ${grouped(a.continuations)} continuations + ${grouped(a.quarantined)} not understood${outside}`,
      width,
      "dim",
    ),
  );
  return lines;
}
