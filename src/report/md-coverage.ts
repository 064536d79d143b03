import { date } from "./clock.ts";
import type { Context } from "./context.ts";
import { gapText, ledgerName } from "./ledger.ts";
import { item, period, table } from "./md.ts";
import { plural } from "./words.ts";

/** What the data covers, what it does not and until when that can be had, and every problem with it. */
export function coverageSection({ report, window, zone }: Context): string[] {
  const day = window === null ? null : date(window.start);
  const rows = report.coverage.map((entry) => {
    const { state, from, to, why } = entry;
    return [
      ledgerName(entry),
      state,
      from === null || to === null ? "" : period(from, to, zone),
      gapText(entry, day, false) ?? why,
    ];
  });
  const { problems } = report;
  return [
    "## Coverage and gaps",
    "",
    rows.length === 0
      ? "No source could be dated."
      : table(["Source", "Covered", "From – to", "Why, and what to fetch"], rows),
    "",
    problems.length === 0
      ? "No problem with the evidence was met."
      : `${plural(problems.length, "problem")} with the evidence:`,
    ...(problems.length === 0 ? [] : ["", ...problems.map(({ text }) => item(text))]),
  ];
}
