import type { CoverageReport } from "../model/index.ts";
import type { Axis } from "./axis.ts";
import { date } from "./clock.ts";
import type { Context } from "./context.ts";
import { gapText, ledgerCells, ledgerCharacter, ledgerLabel, ledgerLegend, ledgerName } from "./ledger.ts";
import { legendLines } from "./lanes.ts";
import { column, hang, heading, span, type Line } from "./spans.ts";
import { grouped, plural } from "./words.ts";

/** Sources drawn without `--verbose`, unless the instances' own are more. */
const MOST_DRAWN = 14;

/** Sources to draw, in the report's order, and those left out: applications, and those that cover all before others. */
export function drawnSources({ report, verbose }: Pick<Context, "report" | "verbose">): {
  readonly shown: readonly CoverageReport[];
  readonly left: readonly CoverageReport[];
} {
  const all = report.coverage;
  if (verbose || all.length <= MOST_DRAWN) return { shown: all, left: [] };
  const others = all.filter(({ source }) => source !== "application-log");
  const gaps = all.filter(({ source, state }) => source === "application-log" && state !== "full");
  const kept = new Set([...others, ...gaps.slice(0, Math.max(MOST_DRAWN - others.length, 0))]);
  return { shown: all.filter((entry) => kept.has(entry)), left: all.filter((entry) => !kept.has(entry)) };
}

/** Under the lanes, on their axis: which part of the window each source covers. */
export function coverageBars(context: Context, axis: Axis, label: number): Line[] {
  const { shown, left } = drawnSources(context);
  if (shown.length === 0) return [];
  const cells = shown.map((entry) => ledgerCells(entry, axis));
  const row = (name: string, text: string, style: "plain" | "dim" = "plain"): Line => [
    column(name, label, style),
    span("  "),
    span(text, style),
  ];
  return [
    [],
    row("Evidence", "which part of this each source covers", "dim"),
    ...shown.map((entry, index) =>
      row(ledgerLabel(entry, label), (cells[index] ?? []).map((cell) => ledgerCharacter[cell]).join("")),
    ),
    ...(left.length > 0 ? [row("", leftText(left), "dim")] : []),
    ...legendLines(ledgerLegend(cells), axis.columns).map((line) => row("", line, "dim")),
  ];
}

function leftText(left: readonly CoverageReport[]): string {
  const whole = left.every(({ state }) => state === "full") ? ", each covered whole" : "";
  return `… ${plural(left.length, "more application")}${whole}: --verbose`;
}

/** What is not covered, what limits the answer, and the conservation law of lines. */
export function coverageLines({ report, window, width, verbose }: Context): Line[] {
  const { accounting: a, problems, coverage } = report;
  const day = window === null ? null : date(window.start);
  const gaps = coverage.flatMap((entry) => {
    const text = gapText(entry, day);
    return text === null ? [] : [`${ledgerName(entry)}: ${text}`];
  });
  const shown = verbose ? gaps : gaps.slice(0, 10);
  const lines: Line[] = [...heading("Coverage"), ...shown.flatMap((text) => hang([span("  ")], text, width))];
  if (gaps.length > shown.length) lines.push([span(`  … ${gaps.length - shown.length} more gaps: --verbose`, "dim")]);
  if (coverage.length === 0) lines.push([span("  no source could be dated")]);
  else if (gaps.length === 0) lines.push([span("  every source covers the window")]);
  if (verbose) for (const { text } of problems) lines.push(...hang([span("  ! ", "warn")], text, width));
  else if (problems.length > 0)
    lines.push(
      ...hang(
        [span("  ")],
        `${plural(problems.length, "problem")} with the evidence: --verbose or --report lists each`,
        width,
      ),
    );
  const outside =
    a.outsideWindow.bytes > 0
      ? `; outside the window and not read: ${plural(a.outsideWindow.files, "file")}, ${plural(a.outsideWindow.bytes, "byte")}`
      : "";
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
