// Written by `npm run oracle -- --store`: a PostgreSQL server that logged everything three times.
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { comparable, scanThree, secondsApart, states } from "./three-formats.ts";

const folder = fileURLToPath(new URL("../../../fixtures/postgresql/three-formats", import.meta.url));
const three = scanThree(folder);

describe("stderr, csvlog and jsonlog of one server", () => {
  test("say the same", () => {
    const expected = comparable(three.csvlog);
    expect(expected.length).toBeGreaterThan(50);
    expect(comparable(three.stderr)).toEqual(expected);
    expect(comparable(three.jsonlog)).toEqual(expected);
  });

  test("agree on the time, but for the last second's edge", () => {
    expect(secondsApart(three.stderr, three.csvlog)).toBeLessThanOrEqual(1);
    expect(secondsApart(three.jsonlog, three.csvlog)).toBe(0);
  });

  test("agree on SQLSTATE and application where they have them", () => {
    expect(states(three.jsonlog)).toEqual(states(three.csvlog));
  });

  test("are read without a line that is not understood", () => {
    for (const { counts, problems } of Object.values(three)) {
      expect(counts.records + counts.continuations).toBe(counts.lines);
      expect(problems).toEqual([]);
    }
    const records = Object.values(three).map(({ counts }) => counts.records);
    expect(new Set(records).size).toBe(1);
  });

  test("hold a killed backend with a statement that quotes a log", () => {
    for (const { rows } of Object.values(three)) {
      const killed = rows.filter(
        ({ part, who, text }) =>
          part === "message" && who === "background" && text.message.includes("was terminated by signal 9"),
      );
      expect(killed).toHaveLength(1);
      expect(killed[0]?.text.detail).toContain(
        "UTC::@:[1]:LOG:  server process (PID 7) was terminated by signal 9: Killed",
      );
    }
  });
});
