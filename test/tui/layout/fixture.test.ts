import { expect, test } from "vitest";
import { cellWidth, escapeTerminal } from "../../../src/text/index.ts";
import type { Command } from "../../../src/tui/keys.ts";
import { frame } from "../../../src/tui/layout/frame.ts";
import { initialState } from "../../../src/tui/state/initial.ts";
import { reduce } from "../../../src/tui/state/reduce.ts";
import type { State } from "../../../src/tui/state/state.ts";
import type { ViewCase } from "../../../src/tui/case.ts";
import { viewCaseOf } from "../opened.ts";

const steps: readonly Command[] = [
  ...(["down", "page-down", "time-right-far", "zoom-in", "next-state", "next-finding", "next-gap"] as const),
  ...(["verdict", "down", "down", "enter", "back", "enter", "next-part", "enter", "back", "help", "back"] as const),
  ...(["clock", "fit-all", "zoom-second", "last", "lane-down", "lane-down", "lane-down", "fit-incident"] as const),
];

function lines(state: State, viewCase: ViewCase): string[] {
  return frame(state, viewCase).map((line) => line.map(({ text }) => text).join(""));
}

test.each([
  ["split-writer-race", [/SPLIT-WRITER-RACE · probable/, /^aurora-1 +W▓.*(?:█▒)+.*X/m, /^aurora-2 +R░.*X/m, /R{4}/]],
  ["stale-pool", [/ENDPOINT-STALENESS/, /^aurora-1 +W▓+.*R░{20}/m, /^aurora-2 +R░+.*W?.*▓{20}/m, /RR.*═/]],
  ["race-one-log-withheld", [/·{10}/, /missing +[1-9]/]],
])("%s: who was writer when, who was stale, what is missing", async (fixture, expected) => {
  const viewCase = await viewCaseOf(fixture);

  for (const [columns, rows] of [
    [60, 19],
    [80, 23],
    [120, 39],
    [200, 59],
  ] as const) {
    let state = initialState(viewCase, columns, rows);
    const first = lines(state, viewCase).join("\n");
    if (columns >= 120) for (const shown of expected) expect(first).toMatch(shown);
    for (const command of steps) {
      ({ state } = reduce(state, { kind: "command", command }, viewCase));
      const shown = lines(state, viewCase);
      expect(shown).toHaveLength(rows);
      for (const line of shown) {
        expect(cellWidth(line), command).toBeLessThanOrEqual(columns);
        expect(escapeTerminal(line)).toBe(line);
      }
    }
  }
});
