import { expect, test } from "vitest";
import { nameSpans, outsideByName } from "../../../src/analyze/window/name-span.ts";

const at = (iso: string): number => Date.parse(iso) * 1000;

test("a file goes on until the next one of its folder and name was opened, however each is compressed", () => {
  const spans = nameSpans([
    "instances/a/postgresql.log.2026-11-21-19",
    "instances/a/postgresql.log.2026-11-21-2030.gz",
    "instances/a/postgresql.log.2026-11-21-21.zst",
    "instances/a/postgresql.log.2026-11-21-1930.csv",
    "instances/b/postgresql.log.2026-11-21-20",
    "b-postgresql.log-2026-11-21-22",
    "apps/svc/pod-2026-11-21-19.log",
    "instances/a/postgresql.log.2026-13-41-19",
  ]);
  expect(Object.fromEntries(spans)).toEqual({
    "instances/a/postgresql.log.2026-11-21-19": {
      startUs: at("2026-11-21T19:00:00Z"),
      endUs: at("2026-11-21T20:30:00Z"),
    },
    "instances/a/postgresql.log.2026-11-21-2030.gz": {
      startUs: at("2026-11-21T20:30:00Z"),
      endUs: at("2026-11-21T21:00:00Z"),
    },
    "instances/a/postgresql.log.2026-11-21-21.zst": {
      startUs: at("2026-11-21T21:00:00Z"),
      endUs: Number.POSITIVE_INFINITY,
    },
    "instances/a/postgresql.log.2026-11-21-1930.csv": {
      startUs: at("2026-11-21T19:30:00Z"),
      endUs: Number.POSITIVE_INFINITY,
    },
    "instances/b/postgresql.log.2026-11-21-20": {
      startUs: at("2026-11-21T20:00:00Z"),
      endUs: Number.POSITIVE_INFINITY,
    },
    "b-postgresql.log-2026-11-21-22": { startUs: at("2026-11-21T22:00:00Z"), endUs: Number.POSITIVE_INFINITY },
  });
});

test("the same hour twice ends with the next hour, not with itself", () => {
  const spans = nameSpans([
    "postgresql.log.2026-11-21-19",
    "postgresql.log.2026-11-21-19.gz",
    "postgresql.log.2026-11-21-20",
  ]);
  const endUs = at("2026-11-21T20:00:00Z");
  expect(spans.get("postgresql.log.2026-11-21-19")?.endUs).toBe(endUs);
  expect(spans.get("postgresql.log.2026-11-21-19.gz")?.endUs).toBe(endUs);
});

test("names lie outside of a window by more than five minutes or not at all", () => {
  const span = { startUs: at("2026-11-21T19:00:00Z"), endUs: at("2026-11-21T20:00:00Z") };
  const from = (iso: string): string | null =>
    outsideByName(span, { sinceUs: at(iso), untilUs: Number.POSITIVE_INFINITY });
  const until = (iso: string): string | null =>
    outsideByName(span, { sinceUs: Number.NEGATIVE_INFINITY, untilUs: at(iso) });
  expect(from("2026-11-21T20:05:00Z")).toBeNull();
  expect(from("2026-11-21T20:05:01Z")).toBe("by its name it ends at 2026-11-21T20:00:00Z, before the window");
  expect(until("2026-11-21T18:55:00Z")).toBeNull();
  expect(until("2026-11-21T18:54:59Z")).toBe("by its name it begins at 2026-11-21T19:00:00Z, after the window");
});
