import { describe, expect, test } from "vitest";
import type { CoverageReport } from "../../src/model/index.ts";
import { axisOf } from "../../src/report/axis.ts";
import { gapText, ledgerCells, ledgerCharacter, ledgerLabel, ledgerName } from "../../src/report/ledger.ts";
import { cellWidth } from "../../src/text/index.ts";

const axis = axisOf({ start: "2026-11-21T19:00:00Z", end: "2026-11-21T19:10:00Z" }, 10);
const entry: CoverageReport = {
  subject: "aurora-1",
  source: "postgresql-log",
  from: null,
  to: null,
  state: "none",
  why: "",
  fetch: null,
  availableUntil: null,
  runAgainAfter: null,
};
const bar = (change: Partial<CoverageReport>): string =>
  axis === null
    ? ""
    : ledgerCells({ ...entry, ...change }, axis)
        .map((cell) => ledgerCharacter[cell])
        .join("");

describe("a bar", () => {
  const from = "2026-11-21T19:02:00Z";
  const to = "2026-11-21T19:05:00Z";
  test.each<[Partial<CoverageReport>, string]>([
    [{ state: "full" }, "━━━━━━━━━━"],
    [{ state: "none" }, "┄┄┄┄┄┄┄┄┄┄"],
    [{ state: "pending" }, ">>>>>>>>>>"],
    [{ state: "partial" }, "??????????"],
    [{ state: "partial", from, to }, "┄┄━━━┄┄┄┄┄"],
    [{ state: "pending", from, to }, "┄┄━━━>>>>>"],
    [{ state: "partial", from, to: from }, "┄┄━┄┄┄┄┄┄┄"],
    [{ state: "partial", from: "2026-11-21T18:00:00Z", to: "2026-11-21T20:00:00Z" }, "━━━━━━━━━━"],
    [{ state: "partial", from: "2026-11-21T18:00:00Z", to: "2026-11-21T18:30:00Z" }, "┄┄┄┄┄┄┄┄┄┄"],
    [{ state: "partial", from: "2026-11-21T20:00:00Z", to: "2026-11-21T20:30:00Z" }, "┄┄┄┄┄┄┄┄┄┄"],
  ])("of %j is %s", (change, drawn) => {
    expect(bar(change)).toBe(drawn);
  });
});

test("a source of the whole cluster is called by its kind, another by its subject and kind", () => {
  expect(ledgerName({ ...entry, subject: "rds-events", source: "rds-events" })).toBe("RDS events");
  expect(ledgerName({ ...entry, source: "metrics" })).toBe("aurora-1 metrics");
  expect(ledgerName({ ...entry, subject: "api/pod-1", source: "application-log" })).toBe("api/pod-1");
});

test("a long label keeps the kind of source and the end of the name", () => {
  const label = ledgerLabel({ ...entry, subject: "orders-production-instance-2" }, 20);
  expect(label).toMatch(/^orders-.*…\S*-2 log$/);
  expect(cellWidth(label)).toBeLessThanOrEqual(20);
});

const say = (change: Partial<CoverageReport>): string | null => gapText({ ...entry, ...change }, "2026-11-21");

describe("a gap", () => {
  test("is none where everything is covered", () => {
    expect(say({ state: "full", why: "one file an hour" })).toBeNull();
  });
  test("has its reason, its files and its last day", () => {
    expect(say({ why: "it was not supplied" })).toBe("NOT AVAILABLE because it was not supplied");
    expect(say({ why: "w", fetch: "f", availableUntil: "2026-11-24T19:30:00Z" })).toBe(
      "NOT AVAILABLE because w; fetch f (kept until about 2026-11-24 19:30 UTC)",
    );
    expect(say({ why: "w", availableUntil: "2026-11-24T19:30:00Z" })).toBe(
      "NOT AVAILABLE because w; kept until about 2026-11-24 19:30 UTC",
    );
  });
  test("that is only late says when to run again, with the date of another day", () => {
    expect(say({ state: "pending", why: "w", runAgainAfter: "2026-11-21T19:35:00.000Z" })).toBe(
      "not there yet — w; run again after 19:35:00 UTC",
    );
    expect(say({ state: "pending", why: "w", runAgainAfter: "2026-11-22T00:05:00Z" })).toBe(
      "not there yet — w; run again after 2026-11-22 00:05:00 UTC",
    );
  });
  test("says which part there is", () => {
    const part = { state: "partial", from: "2026-11-21T19:05:00Z", to: "2026-11-22T00:00:01.500Z", why: "w" } as const;
    expect(say(part)).toBe("19:05:00 – 2026-11-22 00:00:01 UTC only — w");
    expect(say({ ...part, to: part.from })).toBe("at 19:05:00 UTC only — w");
    expect(gapText({ ...entry, ...part }, null, false)).toBe("w");
  });
});
