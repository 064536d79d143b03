import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Input, Keyboard } from "../../../src/tui/terminal/keyboard.ts";

/** What a person did, in words: `ctrl+c`, `"abc"`, `paste "x"`, `wheel 1`, `click 3,4`. */
function words(input: Input): string {
  if (input.kind === "paste") return `paste ${JSON.stringify(input.text)}`;
  if (input.kind === "wheel") return `wheel ${input.by}`;
  if (input.kind === "click") return `click ${input.column},${input.row}`;
  const { key } = input;
  const modifiers = `${key.ctrl ? "ctrl+" : ""}${key.meta ? "alt+" : ""}${key.shift ? "shift+" : ""}`;
  return modifiers + (key.name ?? JSON.stringify(key.input));
}

/** Everything that reads say, and what is left when no more comes. */
function told(reads: readonly string[]): string[] {
  const keyboard = new Keyboard();
  return [...reads.flatMap((read) => [...keyboard.push(read)]), ...keyboard.giveUp()].map(words);
}

describe("what a terminal sends", () => {
  test.each<[string, string[]]>([
    ["jjj", ['"jjj"']],
    ["größe 表", ['"größe 表"']],
    ["\r\n\t\u007f\b", ["enter", "enter", "tab", "backspace", "backspace"]],
    ["\u0003\u001a\u0000", ['ctrl+"c"', 'ctrl+"z"', "ctrl+space"]],
    ["\u001b", ["escape"]],
    ["\u001b\u001b", ["escape", "escape"]],
    ["\u001bx", ['alt+"x"']],
    ["\u001b[", ['alt+"["']],
    ["\u001b[A\u001bOB\u001b[1;2C\u001b[1;5D", ["up", "down", "shift+right", "ctrl+left"]],
    ["\u001b[5~\u001b[6;3~\u001b[3~\u001b[1~\u001bOF", ["pageup", "alt+pagedown", "delete", "home", "end"]],
    ["\u001b[Z", ["shift+tab"]],
    ["\u001bOP\u001b[15~\u001b[24~\u001b[[A", ["f1", "f5", "f12", "f1"]],
    ["\u001b[a\u001bOa\u001b[5$\u001b[5^", ["shift+up", "ctrl+up", "shift+pageup", "ctrl+pageup"]],
    ["a\u001b[Ab", ['"a"', "up", '"b"']],
  ])("%j", (text, expected) => {
    expect(told([text])).toEqual(expected);
  });

  test.each([
    "\u001b[?62;4c",
    "\u001b[I",
    "\u001b[12;34R",
    "\u001b[?2026;2$y",
    "\u001b[<0;1;1m",
    "\u001b[<35;1;1M",
    "\u001b[M !!",
  ])("%j is an answer or a report, and no key", (text) => {
    expect(told([`a${text}b`])).toEqual(['"a"', '"b"']);
  });

  test("the wheel and the first button are told, with whatever modifier; other buttons and releases are not", () => {
    expect(told(["\u001b[<64;10;5M\u001b[<65;10;5M\u001b[<0;4;5M\u001b[<0;4;5m\u001b[<81;1;1M\u001b[<2;1;1M"])).toEqual(
      ["wheel -1", "wheel 1", "click 3,4", "wheel 1"],
    );
  });

  test("what is pasted is text, whatever keys and sequences it holds", () => {
    expect(told(["\u001b[200~q\r\u001b[A\u001b[<64;1;1M\u001b[201~q"])).toEqual([
      `paste ${JSON.stringify("q\r\u001b[A\u001b[<64;1;1M")}`,
      '"q"',
    ]);
  });

  test("a paste without an end does not hold everything for ever", () => {
    const reads = ["\u001b[200~", "x".repeat(70_000), "j"];
    expect(told(reads).at(-1)).toBe('"j"');
  });
});

const sequence = fc.constantFrom(
  "j",
  "表",
  "\r",
  "\u0003",
  "\u001b[A",
  "\u001b[1;5C",
  "\u001bOP",
  "\u001b[Z",
  "\u001b[5~",
  "\u001b[<64;10;5M",
  "\u001b[<0;120;40M",
  "\u001b[<0;120;40m",
  "\u001b[M !!",
  "\u001b[?62;4c",
  "\u001b[200~q\u001b[B\u001b[201~",
);

/** Letters of one read or of several are the same letters. */
function glued(all: readonly string[]): string {
  return all.join(" ").replaceAll('" "', "");
}

test("however it is cut into reads, it means the same", () => {
  fc.assert(
    fc.property(fc.array(sequence, { maxLength: 8 }), fc.array(fc.nat({ max: 80 }), { maxLength: 8 }), (all, cuts) => {
      const text = all.join("");
      const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((one, other) => one - other), text.length];
      const reads = at.slice(1).map((end, index) => text.slice(at[index], end));
      expect(glued(told(reads))).toBe(glued(told([text])));
    }),
  );
});

test("whatever a terminal sends, nothing is left over, and no control character is text", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), (reads) => {
      const keyboard = new Keyboard();
      const inputs = [...reads.flatMap((read) => [...keyboard.push(read)]), ...keyboard.giveUp()];
      for (const input of inputs) {
        // oxlint-disable-next-line no-control-regex -- that is what must not be there
        if (input.kind === "key") expect(input.key.input).not.toMatch(/[\u0000-\u001f\u007f]/);
      }
      expect(keyboard.waiting).toBe(false);
    }),
  );
});
