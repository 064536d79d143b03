import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  LevelCode,
  MESSAGE_HEAD_BYTES,
  PartCode,
  levels,
  parts,
  type ClientSignature,
  type Level,
  type Part,
  type ServerSignature,
} from "../../src/model/index.ts";
import { allSignatures, clientMatcher, codes, serverMatcher } from "../../src/signatures/index.ts";

const server = allSignatures.filter((s): s is ServerSignature => s.scope === "server");
const client = allSignatures.filter((s): s is ClientSignature => s.scope === "client");

/** All signatures tried one by one on the whole message: slow and obvious. */
function slowServer(bytes: Uint8Array, level: Level, part: Part, background: boolean): number {
  const head = Buffer.from(bytes.subarray(0, MESSAGE_HEAD_BYTES)).toString("latin1");
  const message = head.replace(/[ \t\r\n]+$/, "");
  const taken = server.find(
    (s) =>
      s.starts.some((start) => Buffer.from(bytes).subarray(0, Buffer.byteLength(start)).equals(Buffer.from(start))) &&
      s.match({ level, part, message, background }),
  );
  return taken === undefined ? 0 : codes.code(taken.id);
}

function slowClient(text: string, sqlstate: string | null): number {
  const taken = client.find(
    (s) => s.literals.some((l) => l === sqlstate || text.includes(l)) && s.match(text, sqlstate),
  );
  return taken === undefined ? 0 : codes.code(taken.id);
}

const serverTexts = server.flatMap((s) => [
  ...s.starts,
  ...s.examples.matches.map((m) => m.message),
  ...s.examples.ignores.map((m) => m.message),
]);
const clientTexts = client.flatMap((s) => [
  ...s.literals,
  ...s.examples.matches.map((m) => m.text),
  ...s.examples.ignores.map((m) => m.text),
]);
const noise = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom("", " ", "\r", "\n", "\t", ": ", '"', "'", "x".repeat(300)),
);

/** Known texts, whole, cut, joined and dirtied. */
const near = (texts: readonly string[]) =>
  fc
    .tuple(noise, fc.constantFrom(...texts), fc.nat({ max: 300 }), noise, fc.constantFrom("", ...texts))
    .map(
      ([before, text, cut, between, after]) =>
        `${before.length > 3 ? "" : before}${text.slice(0, cut)}${between}${after}`,
    );

const level = fc.constantFrom(...levels);
const part = fc.constantFrom(...parts);

describe("the server's matcher", () => {
  test("gives what trying all signatures one by one gives, at any place in a block", () => {
    fc.assert(
      fc.property(near(serverTexts), level, part, fc.boolean(), fc.nat({ max: 9 }), (text, l, p, background, at) => {
        const message = Buffer.from(text, "latin1");
        const block = new Uint8Array(at + message.length + 5).fill(0x41);
        block.set(message, at);
        const code = serverMatcher.match(block, at, at + message.length, LevelCode[l], PartCode[p], background);
        expect(code).toBe(slowServer(message, l, p, background));
      }),
      { numRuns: 5000 },
    );
  });

  test("never throws, whatever the bytes and the columns", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 600 }),
        fc.integer(),
        fc.integer(),
        fc.boolean(),
        (bytes, l, p, background) => {
          const code = serverMatcher.match(bytes, 0, bytes.length, l, p, background);
          expect(code).toBeGreaterThanOrEqual(0);
          expect(code).toBeLessThanOrEqual(allSignatures.length);
        },
      ),
    );
    expect(serverMatcher.match(new Uint8Array(0), 0, 0, 2, 0, true)).toBe(0);
  });

  test("looks at no more than the head of a message", () => {
    const text = `could not extend file "${"x".repeat(300)}": No space left on device`;
    const bytes = Buffer.from(text);
    expect(serverMatcher.match(bytes, 0, bytes.length, LevelCode.error, PartCode.message, false)).toBe(0);
  });

  test("reads a block that its owner overwrote", () => {
    const block = new Uint8Array(64);
    const say = (text: string): number => {
      block.set(Buffer.from(text));
      return serverMatcher.match(block, 0, text.length, LevelCode.info, PartCode.message, true);
    };
    expect(codes.id(say("shutting down"))).toBe("shutting-down");
    expect(codes.id(say("entering standby mode"))).toBe("standby-mode");
    expect(codes.id(say("archive recovery complete"))).toBe("archive-recovery-complete");
  });
});

describe("the client's matcher", () => {
  const sqlstate = fc.constantFrom(null, "25006", "57P01", "08006", "25P02", "00000", "x");
  test("gives what trying all signatures one by one gives", () => {
    fc.assert(
      fc.property(near(clientTexts), sqlstate, (text, state) => {
        expect(clientMatcher.match(text, state)).toBe(slowClient(text, state));
      }),
      { numRuns: 5000 },
    );
  });

  test("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 600 }), fc.option(fc.string()), (text, state) => {
        expect(clientMatcher.match(text, state)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test.each([
    "cannot execute UPDATE in a read-only transactio",
    "a.a::a.",
    "error ",
    "commit ",
    "note: ",
    "'",
    "wrote 1, but ",
  ])("a long text of %j takes no time", (piece) => {
    const text = `${piece.repeat(Math.ceil(200_000 / piece.length))}cannot execute UPDATE in a read-only transaction`;
    const began = performance.now();
    clientMatcher.match(text, "25P02x");
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
