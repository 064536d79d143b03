import { expect, test } from "vitest";
import { Head, LineKind } from "../../../src/parse/postgresql/head.ts";

test("a head that is told keeps no stamp of the line read before it at the same place", () => {
  const head = new Head();
  const line = Buffer.from("2026-11-21 19:01:44 UTC:10.0.0.7(5432):app@orders:[862]:ERROR:  x");
  expect(head.read(line, 0, line.length)).toBe(LineKind.head);
  expect(head.stampStart).toBe(0);
  const next = Buffer.from("2026-11-22 00:00:00 UTC:10.0.0.7(5432):app@orders:[862]:FATAL:  y");
  expect(head.hasLabel(next, 24, 49, next.indexOf("FATAL"), next.length)).toBe(true);
  expect(head.label.text).toBe("FATAL");
  expect(next.toString("latin1", head.messageStart, head.messageEnd)).toBe("y");
  expect(head.stampStart).toBe(-1);
});
