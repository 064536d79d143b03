import { describe, expect, test } from "vitest";
import type { EarlyFinding, Overview } from "../../src/analyze/index.ts";
import { drawReading } from "../../src/cli/read-progress.ts";
import { epochUs } from "../../src/model/index.ts";

const MIB = 1024 * 1024;
const time = epochUs(Date.UTC(2026, 10, 21, 19, 11, 32) * 1000);
const log = "instances/aurora-1/postgresql.log.2026-11-21-19";

const overview: Overview = {
  name: "case-0412",
  instances: [
    { id: "aurora-1", files: 2, span: { first: time, last: epochUs(time + 3_600_000_000) } },
    { id: "aurora-2", files: 1, span: null },
  ],
  applications: ["orders-api/pod-1"],
  eventFiles: 1,
  missing: ["aurora-3"],
};

const crash: EarlyFinding = {
  id: "storage-runtime-crash",
  title: "Aurora storage runtime crash",
  subject: "aurora-1",
  time,
  precision: "second",
  file: log,
  line: 1834,
  count: 1,
};

/** A reading of 256 MiB on a clock that stands still until it is moved. */
function reading(
  isTTY: boolean,
  columns = 100,
): {
  readonly drawn: ReturnType<typeof drawReading>;
  readonly text: () => string;
  readonly pass: (ms: number, mebibytes: number) => void;
} {
  let [nowMs, all] = [0, ""];
  const drawn = drawReading({ isTTY, columns, write: (text: string) => (all += text) }, () => nowMs);
  drawn.opened([{ path: log, bytes: 256 * MIB }], () => overview);
  return {
    drawn,
    text: () => all,
    pass(ms, mebibytes) {
      nowMs += ms;
      drawn.read(log, mebibytes * MIB);
    },
  };
}

describe("on a terminal", () => {
  test("one line with part, rate and remaining time is redrawn in place and taken away", () => {
    const { drawn, text, pass } = reading(true);
    for (let i = 0; i < 15; i++) pass(100, 8);
    drawn.end();
    const frames = text().split("\r\u001b[K");
    expect(frames.at(-2)).toBe(`reading ${log} 46 %, 80 MiB/s, 2 s left`);
    expect(frames.at(-1)).toBe("");
    expect(text()).not.toContain("\n");
  });

  test("ten times a second and no more, however often something is read", () => {
    const { text, pass } = reading(true);
    for (let i = 0; i < 2000; i++) pass(1, 0.1);
    expect(text().split("reading ").length - 1).toBeLessThanOrEqual(20);
  });

  test("a path is cut so that the numbers stay", () => {
    const { text, pass } = reading(true, 60);
    for (let i = 0; i < 15; i++) pass(100, 8);
    const last = text().split("\r\u001b[K").at(-1) ?? "";
    expect(last).toMatch(/^reading instances\/aurora-1\/\S*… 46 %, 80 MiB\/s, 2 s left$/);
    expect(last.length).toBeLessThanOrEqual(59);
  });

  test("what stays scrolls above the line", () => {
    const { drawn, text, pass } = reading(true);
    for (let i = 0; i < 21; i++) pass(100, 8);
    drawn.fileDone(log, () => [crash]);
    pass(100, 8);
    const lines = text().split("\n");
    expect(lines.some((line) => line.includes("case-0412: 1 file, 256 MiB"))).toBe(true);
    expect(lines.some((line) => line.includes("seen, not judged: aurora-1: Aurora storage runtime crash"))).toBe(true);
    expect(lines.at(-1)).toMatch(/^reading /);
  });

  test("when all is read it says so, until the verdict comes", () => {
    const { drawn, text, pass } = reading(true);
    for (let i = 0; i < 10; i++) pass(100, 25.6);
    drawn.ended();
    expect(text().endsWith("\r\u001b[Kall is read; working out what happened")).toBe(true);
    drawn.end();
    expect(text().endsWith("\r\u001b[K")).toBe(true);
    drawn.read(log, 1);
    expect(text().endsWith("\r\u001b[K")).toBe(true);
  });
});

describe("elsewhere", () => {
  test("there are plain lines: what was found, what was seen, and one every ten seconds", () => {
    const { drawn, text, pass } = reading(false);
    for (let i = 0; i < 120; i++) pass(100, 1);
    drawn.fileDone(log, () => [
      crash,
      { ...crash, id: "child-terminated", title: "Server process terminated", count: 14 },
    ]);
    pass(100, 1);
    drawn.end();
    expect(text().split("\n")).toEqual([
      "case-0412: 1 file, 256 MiB",
      "  aurora-1: 2 files, 2026-11-21T19:11:32Z … 20:11:32Z",
      "  aurora-2: 1 file, no record with a time at either end",
      "  applications: orders-api/pod-1",
      "  RDS events: 1 file",
      "  no log of aurora-3, which events name",
      `  reading ${log} 7 %, 10 MiB/s, 24 s left`,
      `  reading ${log} 46 %, 10 MiB/s, 14 s left`,
      `  seen, not judged: aurora-1: Aurora storage runtime crash at 2026-11-21T19:11:32Z (${log}:1834)`,
      `  seen, not judged: aurora-1: Server process terminated at 2026-11-21T19:11:32Z (${log}:1834), 14 times in this file`,
      "",
    ]);
  });

  test("nothing is told of a run that is over in a moment, and what it would show is not computed", () => {
    let asked = 0;
    const { drawn, text, pass } = reading(false);
    for (let i = 0; i < 19; i++) pass(100, 13);
    drawn.fileDone(log, () => {
      asked++;
      return [crash];
    });
    drawn.ended();
    drawn.end();
    expect([text(), asked]).toEqual(["", 0]);
  });
});

test.each([true, false])("nothing is told of small input, however slow the machine is (terminal: %s)", (isTTY) => {
  let [nowMs, all] = [0, ""];
  const drawn = drawReading({ isTTY, columns: 80, write: (text: string) => (all += text) }, () => nowMs);
  drawn.opened([{ path: "a.log", bytes: 3 * MIB }], () => overview);
  for (let i = 0; i < 100; i++) {
    nowMs += 1000;
    drawn.read("a.log", 1000);
  }
  drawn.fileDone("a.log", () => [crash]);
  drawn.ended();
  drawn.end();
  expect(all).toBe("");
});

test("names of files and subjects never act on a terminal", () => {
  const { drawn, text, pass } = reading(false);
  drawn.opened([{ path: "a\u001b]0;owned\u0007.log", bytes: 256 * MIB }], () => ({
    ...overview,
    name: "\u001b[2J",
    missing: ["\u202e"],
  }));
  pass(2500, 0);
  drawn.fileDone("a\u001b]0;owned\u0007.log", () => [{ ...crash, subject: "\u001b[31m", file: "\r" }]);
  pass(11_000, 0);
  expect(text()).toContain("seen, not judged");
  // oxlint-disable-next-line no-control-regex -- that is what must not be there
  expect(text()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
});

test("the same line in every file of an instance is told once, and not more than twenty lines", () => {
  const { drawn, text, pass } = reading(false);
  pass(2500, 1);
  for (let i = 0; i < 50; i++) drawn.fileDone(`f${i}`, () => [crash, { ...crash, subject: `aurora-${i}` }]);
  pass(200, 1);
  expect(text().split("seen, not judged").length - 1).toBe(20);
});

test("what was left out of a file counts as passed at its end", () => {
  const { drawn, text, pass } = reading(false);
  drawn.opened(
    [
      { path: "old.log", bytes: 128 * MIB },
      { path: log, bytes: 128 * MIB },
    ],
    () => overview,
  );
  drawn.fileDone("old.log", () => []);
  pass(3000, 64);
  expect(text()).toContain(" 75 %, ");
});
