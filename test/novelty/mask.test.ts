import { array, assert, constantFrom, property, string, stringMatching, tuple } from "fast-check";
import { describe, expect, test } from "vitest";
import { MASK, maskedWords } from "../../src/novelty/mask.ts";

const masked = (message: string): string => maskedWords(message).join(" ");

describe("a message without its values", () => {
  test.each([
    ["Aurora storage epoch fence lost, demoting", "Aurora storage epoch fence lost, demoting"],
    ["child (PID 799) gone", "child (PID <*>) gone"],
    ["redo starts at 0/16B3748", "redo starts at <*>"],
    ['role "orders app" does not exist', "role <*> does not exist"],
    ['said """so"" and so" twice', "said <*> twice"],
    ["Can't handle the workers' memory", "Can't handle the workers' memory"],
    ["an open 'quotation never ends here", "an open <*>"],
    ["at 2026-11-21 19:11:58 UTC", "at <*> UTC"],
    ["transaction 731, 732, 733 aborted", "transaction <*> aborted"],
    ["host=10.0.0.7 port=5432 user=app", "host=<*> port=<*> user=<*>"],
    ['conninfo="a b" lost', "conninfo=<*> lost"],
    ["connect to postgres://app:hunter@db", "connect to postgres:<*>"],
    ["password: hunter", "password: hunter"], // its word is kept; redaction, which every template passes, knows this shape
    ["pass:hunter;", "pass:<*>;"],
    ["volume cafebabe of face", "volume <*> of face"],
    ["key c0ffee-0af5 [deadbeef]", "key <*> [<*>]"],
    ["file pg_wal/archive_status gone", "file <*> gone"],
    [String.raw`C:\Users gone`, "C:<*> gone"],
    ["mail to ops@example.com", "mail to <*>"],
    ["terminate: std::bad_alloc", "terminate: std::bad_alloc"],
    ["first line\nsecond 'line", "first line"],
    ["a\tb\u0007c  d", "a b c d"],
    [`token ${"x".repeat(41)} seen`, "token <*> seen"],
    ["Grundeinstellung geändert auf ٣٤", "Grundeinstellung geändert auf <*>"],
    ["", ""],
  ])("%j is %j", (message, expected) => {
    expect(masked(message)).toBe(expected);
  });
});

describe("whatever the message", () => {
  const anything = string({ unit: "binary", maxLength: 600 });
  const pieces = array(
    constantFrom(
      "Aurora",
      " ",
      '"',
      "'",
      "`",
      "=",
      ":",
      "::",
      "(",
      ")",
      "<",
      ">",
      "*",
      "0",
      "٣",
      "/",
      "\\",
      "\n",
      "ab",
      "“",
      "\uE000",
    ),
    { maxLength: 80 },
  ).map((parts) => parts.join(""));

  test.each([
    ["of any characters", anything],
    ["of quotes and marks", pieces],
  ])("%s, no digit, path or control character is left, and words are few and plain", (_what, messages) => {
    assert(
      property(messages, (message) => {
        const words = maskedWords(message);
        expect(words.length).toBeLessThanOrEqual(32);
        expect(words.join(" ").length).toBeLessThanOrEqual(330);
        for (const word of words) expect(word).toMatch(/^[^\s\p{N}\p{Cc}/\\@]+$/u);
        for (const [i, word] of words.entries()) if (i > 0) expect([words[i - 1], word]).not.toEqual([MASK, MASK]);
      }),
      { numRuns: 3000, seed: 3 },
    );
  });

  const word = stringMatching(/^[a-z]{2,7}$/);
  const secret = stringMatching(/^[A-Za-z0-9+_-]{6,20}$/);
  const disguises = constantFrom(
    (s: string) => `"${s}"`,
    (s: string) => `'${s}'`,
    (s: string) => `("${s} and ${s}")`,
    (s: string) => `password=${s}`,
    (s: string) => `password='${s}'`,
    (s: string) => `postgres://app:${s}@db.example.com/orders`,
    (s: string) => `/etc/${s}/key`,
    (s: string) => `7${s}`,
    (s: string) => `"${s}`,
  );

  test("a secret in quotes, behind a key, in an address or path, or with a digit is not left", () => {
    assert(
      property(tuple(array(word, { maxLength: 8 }), secret, disguises, array(word, { maxLength: 8 })), (parts) => {
        const [before, value, disguise, after] = parts;
        const message = [...before, disguise(`${value}Q`), ...after].join(" ");
        expect(masked(message)).not.toContain(`${value}Q`);
      }),
      { numRuns: 3000, seed: 4 },
    );
  });
});
