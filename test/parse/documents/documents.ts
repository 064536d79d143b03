import * as fc from "fast-check";
import { expect } from "vitest";
import type { Exhibit, LineCounts, Problem } from "../../../src/model/index.ts";

/** Text, or a value as the AWS CLI prints it. */
export function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value, null, 4));
}

/** 2026-11-21T19:11:58Z, the second that most of these documents speak of. */
export const us = 1_795_288_318_000_000;

/** Reasons of problems, with their kinds. */
export function told(problems: readonly Problem[]): readonly string[] {
  return problems.map((problem) => {
    if (problem.kind !== "unusable-value") return `${problem.kind}: ${"reason" in problem ? problem.reason : ""}`;
    const { line, pointer, reason } = problem;
    return `unusable-value: line ${line}${pointer === "" ? "" : ` (${pointer})`}: ${reason}`;
  });
}

/** What every document owes: lines add up, and an exhibit's bytes, line and pointer lead to its value. */
export function holds(bytes: Uint8Array, counts: LineCounts, exhibits: readonly Exhibit[]): void {
  const text = Buffer.from(bytes).toString("latin1");
  const lines = text === "" ? 0 : text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  expect(counts.lines).toBe(lines);
  expect(counts.records + counts.continuations + counts.quarantined).toBe(lines);
  for (const { source, text: sentence } of exhibits) {
    expect(source.byteOffset + source.byteLength).toBeLessThanOrEqual(bytes.length);
    expect(text.slice(0, source.byteOffset).split("\n").length).toBe(source.line);
    expect(sentence).not.toMatch(/\n/);
  }
}

/** The bytes an exhibit cites. */
export function cited(bytes: Uint8Array, { source }: Exhibit): string {
  return Buffer.from(bytes.subarray(source.byteOffset, source.byteOffset + source.byteLength)).toString();
}

/** The value a JSON pointer names. */
export function at(json: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .reduce<unknown>((value, step) => {
      const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
      return typeof value === "object" && value !== null ? Object.entries(value).find(([k]) => k === key)?.[1] : null;
    }, json);
}

const hostileValue = fc.oneof(
  fc.constantFrom(
    "",
    "aurora-1",
    "FreeableMemory",
    "2026-11-21T19:11:58Z",
    "2026-13-45T99:99:99Z",
    "__proto__",
    "\u202e\u0000",
    "arn:aws:rds:::db:aurora-1",
    "rds.amazonaws.com",
    "FailoverDBCluster",
    "{",
    '{"eventName":7}',
    "a\nb",
    "é😀",
  ),
  fc.constantFrom(0, -1, 1e308, 1_795_288_318, 9.5e9, 1e300, Number.MAX_SAFE_INTEGER, 0.1),
  fc.constantFrom(true, false, null),
  fc.string({ maxLength: 8 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

/** Any JSON whose keys are often ones a document has: wrong types at every place. */
export function hostileJson(keys: readonly string[]): fc.Arbitrary<unknown> {
  const key = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...keys) }, fc.string({ maxLength: 4 }));
  return fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 6, withCrossShrink: true },
      hostileValue,
      fc.array(tie("any"), { maxLength: 4 }),
      fc.dictionary(key, tie("any"), { maxKeys: 5 }),
    ),
  })).any;
}

/** A document as text: whole, indented, cut, or with bytes replaced. */
export function hostileText(keys: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(hostileJson(keys), fc.constantFrom(0, 1, 4), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat({ max: 9 }))
    .map(([value, indent, cut, damage]) => {
      const text = `${JSON.stringify(value, null, indent)}\n`;
      if (damage === 0) return text.slice(0, Math.floor(cut * text.length));
      if (damage === 1) return text.replace(/[{}[\]",:]/g, (c, i: number) => (i % 7 === 3 ? "" : c));
      return text;
    });
}
