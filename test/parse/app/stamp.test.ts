import { describe, expect, test } from "vitest";
import { parseStamp, stampOf } from "../../../src/parse/app/stamp.ts";
import { zoneClock } from "../../../src/parse/app/zone.ts";

const at = (iso: string): number => Date.parse(iso) * 1000;

describe("stamps in text", () => {
  test.each([
    ["2026-11-21T19:06:41.957Z", at("2026-11-21T19:06:41.957Z"), true, 1],
    ["2026-11-21T19:06:41.957123456Z", at("2026-11-21T19:06:41.957Z") + 123, true, 2],
    ["2026-11-21T19:06:41+0000", at("2026-11-21T19:06:41Z"), true, 0],
    ["2026-11-21T20:06:41.957+01:00", at("2026-11-21T19:06:41.957Z"), true, 1],
    ["2026-11-21T20:06:41+01", at("2026-11-21T19:06:41Z"), true, 0],
    ["2026-11-21 19:06:41,957", at("2026-11-21T19:06:41.957Z"), false, 1],
    ["2026-11-21_19:06:41", at("2026-11-21T19:06:41Z"), false, 0],
    ["2026-11-21 14:06:41.957 EST", at("2026-11-21T19:06:41.957Z"), true, 1],
    ["2026-11-21 15:06:41.562264131 -0400 EDT", at("2026-11-21T19:06:41.562Z") + 264, true, 2],
    ["21/Nov/2026:19:06:41 +0000", at("2026-11-21T19:06:41Z"), true, 0],
    ["21/Nov/2026:18:53:55.310", at("2026-11-21T18:53:55.310Z"), false, 1],
    ["Sat Nov 21 19:06:41 2026", at("2026-11-21T19:06:41Z"), false, 0],
    ["Sat, 21 Nov 2026 19:06:41 +0000", at("2026-11-21T19:06:41Z"), true, 0],
    ["Nov 21, 2026 @ 14:06:41.957", at("2026-11-21T14:06:41.957Z"), false, 1],
    ["11/21/2026, 7:06:41 PM", at("2026-11-21T19:06:41Z"), false, 0],
    ["2026/11/21 19:06:41", at("2026-11-21T19:06:41Z"), false, 0],
    ["26/11/21 19:06:40", at("2026-11-21T19:06:40Z"), false, 0],
    ["20261121@15:01:49,403", at("2026-11-21T15:01:49.403Z"), false, 1],
  ])("%s", (text, us, zoned, precision) => {
    expect(parseStamp(text)).toEqual({ us, zoned, precision, end: text.length });
  });

  test.each([
    "19:06:41.957",
    "Nov 21 19:06:41",
    "2026-02-30 19:06:41",
    "2026-11-21 24:00:00",
    "2026-11-21 19:06:60",
    "1970-01-01T00:00:00Z",
    "1795288001957",
    "11/21/2026, 13:06:41 PM",
    "",
  ])("%s is none", (text) => {
    expect(parseStamp(text)).toBeNull();
  });

  test("an unknown abbreviation is left to the assumption", () => {
    expect(parseStamp("2026-11-21 19:06:41 MSK")).toMatchObject({ zoned: false, end: 19 });
  });
});

describe("stamps in fields", () => {
  const us = at("2026-11-21T19:06:41.957Z");
  test.each([
    [1_795_288_001_957, us],
    ["1795288001957", us],
    [1_795_288_001.957, us],
    ["1795288001.957", us],
    [1_795_288_001_957_000, us],
    ["1795288001957000000", us],
    [1_795_288_001, us - 957_000],
    [{ epochSecond: 1_795_288_001, nanoOfSecond: 957_000_000 }, us],
    [{ seconds: 1_795_288_001, nanos: 957_000_000 }, us],
    ["2026-11-21T19:06:41.957Z", us],
  ])("%j", (value, expected) => {
    expect(stampOf(value)).toMatchObject({ us: expected, zoned: true });
  });

  test.each([30, -1, 0, 1e30, Number.NaN, "30", "yesterday", {}, [], null, true, { seconds: "x" }])(
    "%j is none",
    (value) => {
      expect(stampOf(value)).toBeNull();
    },
  );
});

describe("zones", () => {
  test("an IANA zone follows its clock changes", () => {
    const paris = zoneClock("Europe/Paris");
    expect(paris(at("2026-07-01T12:00:00Z"))).toBe(at("2026-07-01T10:00:00Z"));
    expect(paris(at("2026-11-21T12:00:00Z"))).toBe(at("2026-11-21T11:00:00Z"));
    // 02:30 comes twice on 25 October: the first one is meant.
    expect(paris(at("2026-10-25T02:30:00Z"))).toBe(at("2026-10-25T00:30:00Z"));
  });

  test("an unknown zone is the caller's mistake", () => {
    expect(() => zoneClock("Mars/Olympus")).toThrow(RangeError);
  });
});
