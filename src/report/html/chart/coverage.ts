import type { CoverageReport } from "../../../model/index.ts";
import { date, millis } from "../../clock.ts";
import { ledgerName } from "../../ledger.ts";
import { plural } from "../../words.ts";
import { markup, type Markup } from "../markup.ts";
import type { Extent } from "./extent.ts";
import { lineKey, type Key } from "./legend.ts";
import type { Picture } from "./picture.ts";
import { axisTicks, bar, type TimeAxis, timeAxis } from "./time-axis.ts";

/** Which part of the time each source of evidence covers: what is not covered is seen as such. */
export function coveragePicture(coverage: readonly CoverageReport[], { startMs, endMs }: Extent): Picture {
  const count = (state: CoverageReport["state"]): number => coverage.filter((entry) => entry.state === state).length;
  return {
    id: "coverage",
    title: "Which part of the time each source of evidence covers",
    description: `${plural(coverage.length, "source")}: ${count("full")} cover all of it, ${count("partial")} a part, ${count("pending")} are not there yet, ${count("none")} cover nothing. The table of gaps says why.`,
    unit: `UTC, ${date(new Date(startMs).toISOString())}`,
    rows: (width) =>
      coverage.map((entry) => ({
        label: ledgerName(entry),
        value: stateWord[entry.state],
        height: 17,
        heading: false,
        drawn: covered(entry, timeAxis(startMs, endMs, width)),
      })),
    behind: (width, { height }) => axisTicks(timeAxis(startMs, endMs, width), height),
    before: () => markup``,
  };
}

const stateWord: Readonly<Record<CoverageReport["state"], string>> = {
  full: "covered",
  partial: "in part",
  none: "not available",
  pending: "not there yet",
};

function covered({ state, from, to }: CoverageReport, axis: TimeAxis): Markup {
  const piece = (start: number, end: number, name: "there" | "missing" | "late", title: string): Markup => {
    const height = name === "missing" ? 2 : 8;
    return bar(axis, { from: start, to: end, y: 8 - height / 2, height, name: `cover ${name}`, least: 1.5 }, title);
  };
  const missing = (start: number, end: number): Markup | null =>
    end <= start ? null : piece(start, end, "missing", "not covered");
  const { startMs, endMs } = axis;
  if (from === null || to === null) {
    if (state === "full") return piece(startMs, endMs, "there", "covered");
    return piece(startMs, endMs, state === "pending" ? "late" : "missing", stateWord[state]);
  }
  const [first, last] = [millis(from), millis(to)];
  // A source that covers all was read from before to after the window: its ends are not ends of what it knows.
  const after =
    state === "pending" ? piece(last, endMs, "late", "not there yet") : state === "full" ? null : missing(last, endMs);
  return markup`${state === "full" ? null : missing(startMs, first)}${piece(first, last, "there", "covered")}${after}`;
}

/** What the bars of these sources mean. */
export function coverageKeys(coverage: readonly CoverageReport[]): readonly Key[] {
  const has = (...states: readonly CoverageReport["state"][]): boolean =>
    coverage.some(({ state }) => states.includes(state));
  return [
    ...(has("full", "partial") ? [lineKey("cover there", "covered", 8)] : []),
    ...(has("none", "partial") ? [lineKey("cover missing", "not covered", 2)] : []),
    ...(has("pending") ? [lineKey("cover late", "not there yet", 8)] : []),
  ];
}
