import { expect, test } from "vitest";
import { type InstanceLogs, type KeptLog, type LackingLog, missingLogs } from "../../../src/collect/logs/index.ts";

const at = (time: string): number => Date.parse(`2026-11-21T${time}:00Z`);
const window = { sinceMs: at("18:15"), untilMs: at("21:00") };

function lacking(from: string, until: string, over: Partial<LackingLog> = {}): LackingLog {
  return {
    name: null,
    fromMs: at(from),
    untilMs: at(until),
    code: "EXPIRED",
    why: "gone",
    inside: false,
    cutFile: null,
    ...over,
  };
}

function logs(missing: readonly LackingLog[], files: readonly KeptLog[] = []): InstanceLogs {
  return {
    id: "aurora-1",
    files,
    complete: missing.length === 0,
    missing,
    oldestMs: null,
    leftOut: { files: 0, bytes: 0 },
  };
}

function kept(name: string, whole = true): KeptLog {
  return { name, path: `instances/aurora-1/${name}`, declaredBytes: 1, bytes: 1, whole, pending: false };
}

test("an instance whose files are all there is not in the list", () => {
  expect(missingLogs(window, [logs([])])).toEqual([]);
});

test("stretches are cut to the window and the time before it, and joined where they touch", () => {
  const found = missingLogs(window, [
    logs([lacking("19:00", "20:00"), lacking("10:00", "19:00"), lacking("20:30", "23:00")]),
  ]);
  expect(found).toEqual([
    {
      instance: "aurora-1",
      why: "gone",
      spans: [
        { fromMs: at("18:00"), untilMs: at("20:00") },
        { fromMs: at("20:30"), untilMs: at("21:00") },
      ],
    },
  ]);
});

test("what the twin of a file has is not missing", () => {
  const name = "error/postgresql.log.2026-11-21-19";
  const one = lacking("19:00", "20:00", { name, code: "DENIED" });
  expect(missingLogs(window, [logs([one], [kept(`${name}.csv`)])])).toEqual([]);
  expect(missingLogs(window, [logs([one], [kept(`${name}.csv`, false)])])).toHaveLength(1);
  expect(missingLogs(window, [logs([one], [kept("error/postgresql.log.2026-11-21-20.csv")])])).toHaveLength(1);
});

test("a file that lacks something inside is not filled: its records would be there twice", () => {
  expect(missingLogs(window, [logs([lacking("19:00", "20:00", { inside: true, code: "GAP" })])])).toEqual([]);
});

test("a stretch behind a cut file names it", () => {
  const cutFile = "instances/aurora-1/postgresql.log.2026-11-21-19";
  const found = missingLogs(window, [logs([lacking("18:00", "19:00"), lacking("19:00", "20:00", { cutFile })])]);
  expect(found[0]?.spans).toEqual([
    { fromMs: at("18:00"), untilMs: at("19:00") },
    { fromMs: at("19:00"), untilMs: at("20:00"), cutFile },
  ]);
});
