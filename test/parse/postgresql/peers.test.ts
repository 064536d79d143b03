import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Peers } from "../../../src/parse/postgresql/peers.ts";
import { splitWho, textOf } from "../../../src/parse/postgresql/who.ts";

const part = fc.constantFrom("10.0.0.7", "(5432)", "(1)", "(123456)", ":", "@", "app", "orders", "::1", "[local]", "ü", "\u00ff", "(", ")", "x".repeat(60)); // prettier-ignore
const usual = fc.tuple(
  fc.constantFrom("10.0.0.7", "10.0.0.8", "fe80::1"),
  fc.nat(70_000),
  fc.constantFrom("a@b", "a@c", "b@b"),
);

test("peers are what their bytes say, remembered or not", () => {
  const who = fc.oneof(
    usual.map(([host, port, names]) => `${host}(${port}):${names}`),
    fc.array(part, { maxLength: 7 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(who, fc.constantFrom<BufferEncoding>("latin1", "utf8")), { maxLength: 60 }),
      (all) => {
        const names: string[] = [];
        const intern = (...name: readonly string[]): number => {
          const key = name.join("\0");
          return names.includes(key) ? names.indexOf(key) : names.push(key) - 1;
        };
        const peers = new Peers({ add: () => 0, extend: () => {}, intern });
        for (const [text, encoding] of all) {
          const bytes = Buffer.from(text, encoding);
          const { host, user, database, port } = splitWho(textOf(bytes, 0, bytes.length));
          expect({ ...peers.of(bytes, 0, bytes.length) }).toEqual({ code: intern(host, user, database), port });
        }
        // The next file's codes are its own.
        peers.close();
      },
    ),
    { numRuns: 500 },
  );
});
