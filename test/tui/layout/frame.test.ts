import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  epochUs,
  LevelCode,
  noDocuments,
  type LastingFacts,
  type Report,
  type RdsEvent,
} from "../../../src/model/index.ts";
import { plainAscii } from "../../../src/report/index.ts";
import { cellWidth, escapeTerminal } from "../../../src/text/index.ts";
import { keyTable } from "../../../src/tui/keys.ts";
import { frame } from "../../../src/tui/layout/frame.ts";
import type { Action } from "../../../src/tui/state/action.ts";
import { initialState } from "../../../src/tui/state/initial.ts";
import type { State } from "../../../src/tui/state/state.ts";
import type { StyledLine } from "../../../src/tui/styled.ts";
import { hostile } from "../../report/hostile.ts";
import { sample } from "../../report/sample.ts";
import { emptyFacts, fakeCase, play, type FakeCase } from "../fake-case.ts";
import { opened, sampleCase, start } from "../state/play.ts";
import { nasty } from "./hostile.ts";

function text(lines: readonly StyledLine[]): string {
  return lines.map((line) => line.map((span) => span.text).join("")).join("\n");
}

/** What must hold of every frame. */
function check(state: State, viewCase: FakeCase): void {
  const lines = frame(state, viewCase);
  expect(lines).toHaveLength(state.rows);
  for (const line of lines) {
    const whole = line.map((span) => span.text).join("");
    expect(whole).not.toMatch(/[\n\r\t\u001b]/);
    expect(escapeTerminal(whole)).toBe(whole);
    const cells = line.reduce((sum, span) => sum + cellWidth(span.text), 0);
    expect(cells).toBeLessThanOrEqual(state.columns);
    expect(cellWidth(whole)).toBeLessThanOrEqual(state.columns);
  }
}

function hostileCase(payload: string): FakeCase {
  const report: Report = hostile(payload);
  const event: RdsEvent = {
    time: epochUs(start + 95_000_000),
    sourceIdentifier: payload,
    sourceType: "db-cluster",
    message: payload,
    meaning: "failover-started",
    id: null,
    target: payload,
    initiator: null,
    source: { file: payload, line: 1, byteOffset: 0, byteLength: 1, pointer: "" },
  };
  const facts: LastingFacts = {
    ...emptyFacts,
    events: [event],
    documents: {
      ...noDocuments,
      calls: [
        {
          us: start + 94_000_000,
          name: payload,
          cluster: null,
          instance: null,
          target: null,
          who: payload,
          forceFailover: false,
          error: payload,
          exhibit: { kind: "api", us: start, instance: null, text: payload, source: event.source },
        },
      ],
    },
  };
  return fakeCase({
    report,
    facts,
    streams: [
      { kind: "server", name: `${payload}aurora-1` },
      { kind: "client", name: payload },
    ],
    files: [`logs/${payload}`, `${payload}.log`],
    records: Array.from({ length: 60 }, (_, index) => ({
      us: start + 80_000_000 + index * 500_000,
      level: index % 8,
      stream: index % 2,
      signature: index % 3 === 0 ? payload : null,
      message: `${payload}${index % 4 === 0 ? " tail" : payload.slice(0, 64)}`,
    })),
  });
}

const commands = keyTable.map(({ command }) => command).filter((command) => command !== "quit");
const size = fc.record({ columns: fc.integer({ min: 1, max: 300 }), rows: fc.integer({ min: 1, max: 100 }) });
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...commands).map((command): Action => ({ kind: "command", command })) },
  { weight: 2, arbitrary: size.map((cells): Action => ({ kind: "resize", ...cells })) },
  {
    weight: 3,
    arbitrary: fc
      .oneof(
        fc.constantFrom(...nasty, "read", "/t.il/", "/(/", "19:12:00", "#7", "T+9", "3"),
        fc.string({ unit: "binary" }),
      )
      .map((typed): Action => ({ kind: "type", text: typed })),
  },
  { weight: 2, arbitrary: fc.constantFrom<Action>({ kind: "submit" }, { kind: "cancel" }, { kind: "changed" }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("character", "word", "all").map((what): Action => ({ kind: "erase", what })),
  },
  { weight: 1, arbitrary: fc.constantFrom(1 as const, -1 as const).map((by): Action => ({ kind: "choose", by })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: -5, max: 400 }), fc.integer({ min: -5, max: 120 }))
      .map(([column, row]): Action => ({ kind: "click", column, row })),
  },
  { weight: 1, arbitrary: fc.integer({ min: -9, max: 9 }).map((by): Action => ({ kind: "wheel", by })) },
  { weight: 1, arbitrary: fc.constantFrom(...nasty).map((said): Action => ({ kind: "told", text: said, bad: true })) },
);

test("whatever is done on whatever screen, the frame is as large as the screen and nothing in it acts", () => {
  fc.assert(
    fc.property(
      size,
      fc.array(action, { minLength: 1, maxLength: 25 }),
      fc.boolean(),
      ({ columns, rows }, actions, slow) => {
        const viewCase = sampleCase(300, slow);
        let state = initialState(viewCase, columns, rows);
        for (const each of actions) {
          state = play(state, viewCase, [each]).state;
          check(state, viewCase);
          const count = (state.view ?? viewCase.records.all)?.count ?? 0;
          expect(state.place).toBeGreaterThanOrEqual(0);
          expect(state.place).toBeLessThan(Math.max(count, 1));
          expect(state.cursorUs).toBeGreaterThanOrEqual(state.axis.startUs);
          expect(state.cursorUs).toBeLessThan(state.axis.endUs);
        }
        viewCase.finish();
        check(play(state, viewCase, [{ kind: "changed" }]).state, viewCase);
      },
    ),
    { numRuns: 40 },
  );
});

test.each(nasty.map((payload) => [JSON.stringify(payload.slice(0, 24)), payload]))(
  "%s in every text of a case stays text",
  (_, payload) => {
    const viewCase = hostileCase(payload);
    for (const [columns, rows] of [
      [60, 19],
      [150, 49],
    ] as const) {
      const screen = opened(viewCase, columns, rows);
      for (const step of ["down", "enter", "next-part", "back", "verdict", "down", "down", "enter", "back"] as const) {
        screen.do(step);
        check(screen.state, viewCase);
      }
      screen.do("star", "marks");
      check(screen.state, viewCase);
      screen.do("back", "search", { kind: "type", text: payload });
      check(screen.state, viewCase);
      screen.do({ kind: "submit" }, "only-lane");
      check(screen.state, viewCase);
      screen.do("lane-down", "lane-down", "lane-down", "help");
      check(screen.state, viewCase);
    }
  },
);

test("the same actions, the same state and frame", () => {
  const actions: Action[] = [
    { kind: "command", command: "next-error" },
    { kind: "command", command: "zoom-in" },
    { kind: "command", command: "verdict" },
    { kind: "command", command: "down" },
  ];
  const run = (): string => {
    const viewCase = sampleCase();
    return text(frame(play(initialState(viewCase, 150, 49), viewCase, actions).state, viewCase));
  };
  expect(run()).toBe(run());
});

test("a screen that is too small says which size it needs", () => {
  const viewCase = sampleCase();
  expect(text(frame(initialState(viewCase, 59, 18), viewCase)).replaceAll("\n", " ")).toContain("59×19");
  expect(text(frame(initialState(viewCase, 40, 18), viewCase)).replaceAll("\n", " ")).toContain("60×20");
  expect(text(frame(initialState(viewCase, 60, 19), viewCase))).not.toContain("60×20");
});

test("the first screen tells who was writer, the verdict, what is missing, and shows the cursor without colour", () => {
  const shown = text(frame(opened(sampleCase(), 120, 39).state, sampleCase()));
  expect(shown).toContain("SPLIT-WRITER-RACE · probable");
  expect(shown).toMatch(/aurora-1 +W▓/);
  expect(shown).toContain("█▒█");
  expect(shown).toMatch(/▲\d/);
  expect(shown).toContain("2026-11-21");
  expect(shown).toMatch(/^missing +[1-9]/m);
  expect(shown).toMatch(/^>/m);
  expect(shown.match(/UTC/g)?.length).toBeLessThanOrEqual(4);
});

test("the clock changes every time on the screen", () => {
  const screen = opened();
  screen.do("clock");
  expect(text(frame(screen.state, screen.viewCase))).toContain("00:41:30");
  screen.do("clock");
  const relative = text(frame(screen.state, screen.viewCase));
  expect(relative).toContain("T+0.000");
  expect(relative).toContain("T is 2026-11-21 19:11:30 UTC");
  expect(relative.match(/19:11/g)).toHaveLength(1);
});

test("a record of many lines and characters is shown as far as it goes, and scrolled to its end", () => {
  const base = sampleCase(30);
  const long = fakeCase({
    report: sample,
    streams: [{ kind: "server", name: "aurora-1" }],
    files: ["a.log"],
    records: [{ us: start, level: LevelCode.error, stream: 0, signature: null, message: "y".repeat(1_000_000) }],
  });
  const screen = opened(long, 80, 23);
  screen.do("enter");
  expect(text(frame(screen.state, long))).toContain("y".repeat(78));
  screen.do("last");
  expect(text(frame(screen.state, long))).toContain("p opens the pager");
  check(screen.state, long);
  expect(base.records.all?.count).toBe(30);
});

test("help is made from the table", () => {
  const screen = opened(sampleCase(30), 120, 99);
  screen.do("help");
  const shown = text(frame(screen.state, screen.viewCase));
  for (const { help } of keyTable) expect(shown).toContain(help.slice(0, 60));
});

test("in ASCII every sign of a lane is still another one", () => {
  for (const signs of ["▓░▒█·XDRS", "╌═·†w?", "━·>?", "▁▂▃▄▅▆▇█·", "┬─"]) {
    const ascii = plainAscii(signs);
    expect(ascii).toMatch(/^[\x20-\x7e]+$/);
    expect(new Set(ascii).size, `${signs} ${ascii}`).toBe(signs.length);
  }
});
