// Lines of a crash or a stop that somebody else than the postmaster wrote.
import { assert, constantFrom, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { allSignatures, quotedSignature } from "../../src/signatures/index.ts";
import { quotable } from "../../src/signatures/quoted.ts";

/** A message as its bytes are read, shown as text. */
const shown = (latin1: string): string => Buffer.from(latin1, "latin1").toString("utf8");

const samples = quotable.flatMap(({ id, examples }) =>
  examples.matches.map(({ message }) => ({ id, message: shown(message) })),
);

describe("a quotation", () => {
  test.each(samples)("of $id is found in prose, SQL, JSON and comments: $message", ({ id, message }) => {
    for (const text of [
      message,
      `indexed note: ${message}`,
      `search for '${message}' in incident notes`,
      `invalid input syntax for type integer: "FATAL:  ${message}"`,
      `/*\nLOG:  ${message}\n*/ SELECT 1`,
      `INSERT INTO notes VALUES ('${message.replaceAll("'", "''")}')`,
      `{\\"note\\":\\"${message}\\"}`,
      `see <b>${message}</b>, twice.`,
    ]) {
      expect(quotedSignature(text), text).toBe(id);
    }
  });

  test("is as strict as the signature: every near miss of a wording is none", () => {
    const misses = quotable.flatMap(({ examples }) => examples.ignores.filter(({ why }) => why.startsWith("lacks ")));
    expect(misses.length).toBeGreaterThan(20);
    expect(misses.filter(({ message }) => quotedSignature(`note: ${shown(message)}`) !== null)).toEqual([]);
  });

  test("is of lines that no session can write as the server does", () => {
    for (const { id, match, examples } of quotable) {
      expect(allSignatures.map((each) => each.id)).toContain(id);
      for (const line of examples.matches) expect(match({ ...line, background: false }), id).toBe(false);
    }
  });

  test("is nothing in what applications ordinarily say", () => {
    for (const text of [
      "",
      "server process (PID 12) started",
      "worker process: orders (PID 12) restarted",
      "the database system is shutting down",
      "FATAL:  the database system is not yet accepting connections",
      "terminating connection due to administrator command",
      "deadlock detected",
    ]) {
      expect(quotedSignature(text), text).toBeNull();
    }
  });

  test("is found wherever it stands, and a text that is all beginnings takes no time", () => {
    assert(
      property(string({ maxLength: 200 }), constantFrom(...samples), (before, { id, message }) => {
        const lead = before.replaceAll(/["'`\n]/g, "");
        expect(quotedSignature(`${lead} ${message}`)).toBe(id);
      }),
      { numRuns: 200, seed: 5 },
    );
    expect(quotedSignature("server process (PID ".repeat(100_000))).toBeNull();
  });
});
