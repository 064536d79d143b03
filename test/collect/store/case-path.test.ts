import * as fc from "fast-check";
import { expect, test } from "vitest";
import { casePath, isCasePath } from "../../../src/collect/store/case-path.ts";

test.each([
  [["instances", "aurora-1", "postgresql.log.2026-11-21-19"], "instances/aurora-1/postgresql.log.2026-11-21-19"],
  [["apps", "checkout", "checkout-7d4b9c6f5d-x2x7k.log"], "apps/checkout/checkout-7d4b9c6f5d-x2x7k.log"],
])("plain lower-case names are kept: %j", (names, path) => {
  expect(casePath(...names)).toBe(path);
});

test.each([
  ["error/postgresql.log", /^error-postgresql\.log-[0-9a-f]{12}$/],
  ["../../etc/passwd", /^etc-passwd-[0-9a-f]{12}$/],
  ["..", /^name-[0-9a-f]{12}$/],
  ["", /^name-[0-9a-f]{12}$/],
  [".bashrc", /^bashrc-[0-9a-f]{12}$/],
  ["-rf", /^rf-[0-9a-f]{12}$/],
  ["con", /^name-[0-9a-f]{12}$/],
  ["a\0b", /^a-b-[0-9a-f]{12}$/],
  ["Checkout", /^Checkout-[0-9a-f]{12}$/],
  ["ecs/Checkout/0f3d", /^ecs-Checkout-0f3d-[0-9a-f]{12}$/],
  ["a".repeat(300), /^a{64}-[0-9a-f]{12}$/],
  ["looks-0123456789ab", /^looks-0123456789ab-[0-9a-f]{12}$/],
])("%j becomes its readable part and a mark", (name, path) => {
  expect(casePath("apps", name)).toMatch(new RegExp(`^apps/${path.source.slice(1)}`));
});

/** Names as attackers choose them: nearly the same, nearly safe. */
const name = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({
    unit: fc.constantFrom("a", "A", ".", "-", "/", "\\", "\ud800", "\udfff", "é", "e\u0301", "0"),
    maxLength: 6,
  }),
);

test("any names become a path inside the case, and two lists of names never one path, whatever their capitals", () => {
  const names = fc.array(name, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(names, names, (a, b) => {
      const [one, other] = [casePath(...a), casePath(...b)];
      expect(isCasePath(`apps/${one}`)).toBe(true);
      expect(one.split("/")).toHaveLength(a.length);
      expect(one.toLowerCase() === other.toLowerCase()).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
    { numRuns: 3000, seed: 1 },
  );
});

test("no name becomes the path that another one was given", () => {
  fc.assert(
    fc.property(name, (one) => {
      const path = casePath(one);
      if (path !== one) expect(casePath(path)).not.toBe(path);
    }),
    { numRuns: 2000, seed: 2 },
  );
});

test.each([
  "",
  "/etc/passwd",
  "a//b",
  "a/../b",
  "./a",
  ".collect/lock",
  "a/.b",
  "manifest.json",
  "Manifest.JSON",
  "case.yaml",
  "a\\b",
  "a\nb",
])("%j is no path of a case", (path) => {
  expect(isCasePath(path)).toBe(false);
});
