import { describe, expect, test } from "vitest";
import { LevelCode } from "../../../src/model/index.ts";
import { findingsOf } from "../../../src/tui/state/findings.ts";
import { app, log1 } from "../../report/sample-evidence.ts";
import { opened, sampleCase, start, type } from "./play.ts";

describe("list and lanes", () => {
  test("the screen opens at the incident, the list where the lane cursor is", () => {
    const screen = opened();
    expect(screen.state.cursorUs).toBe(start + 90_000_000);
    expect(screen.record?.time).toBe(start + 90_000_000);
  });

  test("the lane cursor follows the list", () => {
    const screen = opened();
    screen.do("page-down", "down", "down");
    expect(screen.state.cursorUs).toBe(screen.record?.time);
    screen.do("last");
    expect(screen.state.place).toBe(1199);
    expect(screen.state.cursorUs).toBe(screen.record?.time);
    expect(screen.state.axis.startUs).toBeLessThanOrEqual(screen.state.cursorUs);
    expect(screen.state.axis.endUs).toBeGreaterThan(screen.state.cursorUs);
  });

  test("the list follows the lane cursor", () => {
    const screen = opened();
    for (const step of ["time-right", "time-left-far", "minute-on", "second-back", "pan-left", "pan-right"] as const) {
      screen.do(step);
      const place = screen.viewCase.records.all?.placeAt(screen.state.cursorUs);
      expect(screen.state.place, step).toBe(Math.min(place ?? -1, 1199));
    }
  });

  test("an undated record moves the list alone", () => {
    const screen = opened();
    screen.do({ kind: "command", command: "go-to" }, ...type("#14"));
    expect(screen.record?.time).toBeNull();
    const before = screen.state.cursorUs;
    screen.do("up");
    expect(screen.state.cursorUs).not.toBe(before);
    screen.do("down");
    expect(screen.record?.time).toBeNull();
    expect(Number.isInteger(screen.state.cursorUs)).toBe(true);
  });

  test("zooming goes from the case to one second and out to 14 days, around the cursor", () => {
    const screen = opened();
    for (let i = 0; i < 40; i++) screen.do("zoom-in");
    const near = screen.state.axis;
    expect(near.endUs - near.startUs).toBe(1_000_000);
    expect(near.startUs <= screen.state.cursorUs && screen.state.cursorUs < near.endUs).toBe(true);
    for (let i = 0; i < 40; i++) screen.do("zoom-out");
    expect(screen.state.axis.endUs - screen.state.axis.startUs).toBe(14 * 86_400_000_000);
  });
});

describe("going to", () => {
  test.each([
    ["19:12:00", start + 120_000_000],
    ["19:12:00.4", start + 120_400_000],
    ["2026-11-21T19:12:00Z", start + 120_000_000],
    ["2026-11-22 00:42:00+05:30", start + 120_000_000],
    ["T+12.3", start + 102_300_000],
    ["T-10", start + 80_000_000],
  ])("%s", (text, us) => {
    const screen = opened();
    screen.do("go-to", ...type(text));
    expect(screen.state.prompt).toBeNull();
    expect(screen.state.cursorUs).toBe(us);
  });

  test("a time of day is the clock's own", () => {
    const screen = opened();
    screen.do("clock", "go-to", ...type("00:42:00"));
    expect(screen.state.cursorUs).toBe(start + 120_000_000);
  });

  test("every line of every file is reached, by file and line and by a citation's short name", () => {
    const screen = opened(sampleCase(300));
    for (const file of screen.viewCase.records.files) {
      for (let line = 1; line <= 100; line++) {
        screen.do("go-to", ...type(`${file}:${line}`));
        const list = screen.viewCase.records.all;
        const detail = list && screen.viewCase.records.detail(screen.state.place, list, 0);
        expect(`${detail?.file}:${detail?.line}`).toBe(`${file}:${line}`);
      }
    }
    screen.do("go-to", ...type("[pod-1.log:7]"));
    expect(screen.record?.stream.files[0]).toBe(app);
    screen.do("go-to", ...type("8"));
    expect(screen.record?.row).toBe(23);
    screen.do("go-to", ...type("#1"));
    expect(screen.state.place).toBe(0);
  });

  test("a line that the filter hides is shown, and the filter dropped", () => {
    const screen = opened();
    screen.do("level-up", "level-up", "level-up");
    expect(screen.state.filter.level).toBe(LevelCode.error);
    screen.do("go-to", ...type(`${log1}:1`));
    expect(screen.record?.row).toBe(0);
    expect(screen.state.view).toBeNull();
    expect(screen.state.told?.text).toContain("dropped");
  });

  test("what is nowhere keeps the prompt and says why", () => {
    const screen = opened();
    for (const text of ["yesterday", "25:00:00", "nowhere.log:3", `${log1}:99999`, "2026-13-40"]) {
      screen.do("go-to", ...type(text));
      expect(screen.state.prompt?.trouble, text).not.toBeNull();
      screen.do({ kind: "cancel" });
    }
  });
});

describe("search and filters", () => {
  test("matches are counted before the search is applied, and the cursor stays", () => {
    const screen = opened();
    const { place } = screen.state;
    screen.do("search", { kind: "type", text: "read-only" });
    expect(screen.state.prompt?.draft?.filtering?.matches).toBe(39);
    expect(screen.state.place).toBe(place);
    screen.do({ kind: "submit" });
    expect(screen.record?.message).toContain("read-only");
    const first = screen.state.place;
    screen.do("next-match");
    expect(screen.state.place).toBe(first + 31);
    screen.do("previous-match", "previous-match");
    expect(screen.state.place).toBe(first - 31);
  });

  test("every letter typed cancels the count before it, as does closing the prompt", () => {
    const screen = opened(sampleCase(1200, true));
    const effects = screen.do("search", { kind: "type", text: "a" }, { kind: "type", text: "b" }, { kind: "cancel" });
    expect(effects.map((effect) => effect.kind)).toEqual([
      "start-filter",
      "cancel-filter",
      "start-filter",
      "cancel-filter",
    ]);
    expect(screen.state.search).toBeNull();
  });

  test("a regular expression that cannot run in linear time is refused", () => {
    const screen = opened();
    const effects = screen.do("search", { kind: "type", text: "/(a)\\1/" });
    expect(effects).toEqual([]);
    expect(screen.state.prompt?.trouble).not.toBeNull();
    screen.do({ kind: "submit" });
    expect(screen.state.search).toBeNull();
  });

  test("filters combine, keep the record under the cursor, and are taken away one by one", () => {
    const screen = opened();
    screen.do("next-error", "only-signature");
    const row = screen.state.row;
    expect(screen.state.filter.signature).toBe("read-only-refused");
    screen.do("only-lane");
    expect(screen.state.filter.streams).not.toBeNull();
    screen.do("filter-text", { kind: "type", text: "UPDATE" }, { kind: "submit" }, "level-up");
    expect(screen.state.filter).toMatchObject({
      text: "UPDATE",
      level: LevelCode.notice,
      signature: "read-only-refused",
    });
    expect(screen.state.row).toBe(row);
    expect(screen.state.view?.count).toBe(13);
    screen.do("clear-filters");
    expect(screen.state.view).toBeNull();
    expect(screen.state.row).toBe(row);
  });

  test("a filter that is being counted leaves the list as it was, and Esc stops it", () => {
    const viewCase = sampleCase(1200, true);
    const screen = opened(viewCase);
    screen.do("level-up");
    expect(screen.state.pending).not.toBeNull();
    expect(screen.do("back").map((effect) => effect.kind)).toEqual(["cancel-filter"]);
    screen.do("level-up", "level-up");
    viewCase.finish();
    screen.do({ kind: "changed" });
    expect(screen.state.pending).toBeNull();
    expect(screen.state.filter.level).toBe(LevelCode.warning);
  });

  test("an answer nobody waits for is cancelled", () => {
    const screen = opened();
    const filtering = screen.viewCase.records.filter({ streams: null, level: 7, signature: null, text: null }, 0);
    expect(screen.do({ kind: "filter-started", id: 999, filtering })).toEqual([{ kind: "cancel-filter", id: 999 }]);
  });

  test("errors and warnings are jumped to in the list as it is filtered", () => {
    const screen = opened();
    screen.do("first", "next-error");
    expect(screen.record?.level).toBe(LevelCode.error);
    expect(screen.state.place).toBe(7);
    screen.do("next-error");
    expect(screen.state.place).toBe(38);
    screen.do("previous-error", "previous-error");
    expect(screen.state.place).toBe(7);
    expect(screen.state.told?.text).toContain("before");
    screen.do("first", "next-warning");
    expect(screen.state.place).toBe(3);
  });
});

describe("jumps", () => {
  test.each(["state", "finding", "incident", "gap"] as const)("to every %s, there and back", (what) => {
    const screen = opened();
    screen.do("fit-all", "first");
    const seen: number[] = [];
    for (let i = 0; i < 100 && screen.state.told?.text.startsWith("no ") !== true; i++) {
      screen.do(`next-${what}`);
      seen.push(screen.state.cursorUs);
    }
    expect(seen.length).toBeGreaterThan(1);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    const back: number[] = [];
    screen.do("down", "up");
    for (let i = 0; i < 100 && screen.state.told?.text.startsWith("no ") !== true; i++) {
      screen.do(`previous-${what}`);
      back.push(screen.state.cursorUs);
    }
    expect(new Set(back).size).toBeGreaterThan(0);
  });
});

test("every finding with a time or a line is jumped to, also those of one second", () => {
  const screen = opened();
  screen.do("first");
  const numbers: string[] = [];
  for (let i = 0; i < 60; i++) {
    screen.do("next-finding");
    const number = /^▲(\d+)/.exec(screen.state.told?.text ?? "")?.[1];
    if (number !== undefined) numbers.push(number);
  }
  expect(numbers).toEqual(findingsOf(screen.viewCase).map(({ number }) => String(number)));
  screen.do("previous-finding");
  expect(screen.state.told?.text).toMatch(new RegExp(`^▲${numbers.length - 1} `));
});

describe("the verdict", () => {
  test("a claim is moved onto, Enter goes to what it cites, again to the next", () => {
    const screen = opened();
    screen.do("verdict");
    expect(screen.state.focus).toBe("panel");
    const rows = new Set<number | null>();
    for (let i = 0; i < 60; i++) {
      screen.do("down", "enter", "enter");
      rows.add(screen.state.row);
      expect(screen.state.focus).toBe("panel");
    }
    expect(rows.size).toBeGreaterThan(3);
    screen.do("verdict");
    expect(screen.state.panel).toBeNull();
  });

  test("on a wide screen it is there from the beginning, and a resize does not take away what was chosen", () => {
    const screen = opened(sampleCase(), 200, 59);
    expect(screen.state.panel).toBe("verdict");
    screen.do({ kind: "resize", columns: 100, rows: 39 });
    expect(screen.state.panel).toBeNull();
    screen.do("marks", { kind: "resize", columns: 200, rows: 59 });
    expect(screen.state.panel).toBe("marks");
  });
});

describe("marks and what goes outside", () => {
  test("a record is marked, commented on, moved and taken away", () => {
    const screen = opened();
    screen.do("star", "down", "comment", { kind: "type", text: "it begins\u001b[2J" }, { kind: "submit" });
    expect(screen.viewCase.marks.list.map(({ comment }) => comment)).toEqual(["", "it begins [2J"]);
    screen.do("marks", "down", "lane-up");
    expect(screen.viewCase.marks.list[0]?.comment).toBe("it begins [2J");
    expect(screen.state.mark).toBe(0);
    screen.do("remove", "remove");
    expect(screen.viewCase.marks.list).toEqual([]);
    screen.do("back");
    screen.do("star", "star");
    expect(screen.viewCase.marks.list).toEqual([]);
  });

  test("marks are jumped between, and Enter goes to one", () => {
    const screen = opened();
    screen.do("star");
    const marked = screen.state.row;
    screen.do("page-down", "page-down", "previous-mark");
    expect(screen.state.row).toBe(marked);
    screen.do("last", "marks", "enter");
    expect(screen.state.row).toBe(marked);
  });

  test("citation, pager, export, suspend and quit are effects", () => {
    const screen = opened();
    screen.do("first");
    expect(screen.do("copy")).toEqual([{ kind: "copy", text: `${log1}:1` }]);
    expect(screen.do("pager")).toEqual([{ kind: "open-pager", file: log1, line: 1 }]);
    const [exported] = screen.do("export", { kind: "type", text: "c" }, { kind: "submit" });
    expect(exported).toMatchObject({ kind: "export", format: "csv", selection: { records: { count: 1200 } } });
    screen.do("star");
    expect(screen.do("export", { kind: "choose", by: -1 }, { kind: "choose", by: 1 }, { kind: "submit" })).toEqual([
      { kind: "export", format: "md", selection: "marks" },
    ]);
    expect(screen.do("suspend")).toEqual([{ kind: "suspend" }]);
    expect(screen.do("redraw")).toEqual([{ kind: "redraw" }]);
    expect(screen.do("quit").at(-1)).toEqual({ kind: "quit" });
  });
});

test("a record is opened, its joined ones chosen and gone to", () => {
  const viewCase = sampleCase();
  const screen = opened(viewCase);
  screen.do("enter");
  expect(screen.state.detail).toEqual({ scroll: 0, joined: -1 });
  const { row } = screen.state;
  screen.do("next-part");
  expect(screen.state.detail?.joined).toBe(0);
  screen.do("next-part");
  expect(screen.state.detail?.joined).toBe(-1);
  screen.do("previous-part", "enter");
  expect(screen.state.row).toBe((row ?? 0) ^ 1);
  expect(screen.state.detail).toEqual({ scroll: 0, joined: -1 });
  screen.do("enter");
  expect(screen.state.detail).toBeNull();
});

test("Esc closes one thing after the other", () => {
  const screen = opened();
  screen.do("verdict", "help");
  screen.do("back");
  expect([screen.state.help, screen.state.panel]).toEqual([null, "verdict"]);
  screen.do("back");
  expect(screen.state.focus).toBe("list");
  screen.do("back");
  expect(screen.state.panel).toBeNull();
});

test("while the order is made there is no list, and nothing breaks; then the cursor finds its record", () => {
  const viewCase = sampleCase(1200, true);
  const screen = opened(viewCase);
  expect(screen.state.row).toBeNull();
  screen.do("down", "enter", "star", "next-error", "only-lane", "time-right", "export", { kind: "submit" });
  const { cursorUs } = screen.state;
  viewCase.finish();
  screen.do({ kind: "changed" });
  expect(screen.record?.time ?? Number.NaN).toBeGreaterThanOrEqual(cursorUs);
});

test("the mouse chooses records and instants", () => {
  const screen = opened();
  screen.do("first", { kind: "click", column: 30, row: 36 });
  expect(screen.state.place).toBeGreaterThan(0);
  const { place } = screen.state;
  screen.do({ kind: "wheel", by: 3 });
  expect(screen.state.place).toBe(place + 3);
  screen.do({ kind: "click", column: 60, row: 5 });
  expect(screen.state.lane).toBeGreaterThanOrEqual(0);
});
