import * as fc from "fast-check";
import { expect, test } from "vitest";
import { copySequence } from "../../../src/tui/terminal/clipboard.ts";

function copied(text: string): string {
  // oxlint-disable-next-line no-control-regex -- it is the sequence
  const base64 = /^\u001b\]52;c;([A-Za-z0-9+/=]*)\u0007$/.exec(copySequence(text))?.[1];
  if (base64 === undefined) throw new Error("not the sequence that copies, or more than it");
  return Buffer.from(base64, "base64").toString("utf8");
}

test("a citation is copied as it is", () => {
  const citation = "instances/aurora-1/postgresql.log.2026-11-21-19:1834";
  expect(copied(citation)).toBe(citation);
});

test("a name that would run something when it is pasted is harmless", () => {
  expect(copied("a\n$(reboot)`x`;\u001b]0;t\u0007|\u202e&.log:1")).toBe("a__(reboot)_x_;_]0;t____.log:1");
});

test("whatever the text, one sequence comes out, of plain characters", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 6000 }), (text) => {
      // oxlint-disable-next-line no-control-regex -- that is what must not be there
      expect(copied(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f`$"'|&<>\\]/);
    }),
  );
});
