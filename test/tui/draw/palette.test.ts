import { describe, expect, test } from "vitest";
import { paint } from "../../../src/tui/draw/paint.ts";
import { type Background, paletteOf } from "../../../src/tui/draw/palette.ts";

/** The sixteen colours as xterm has them, RGB. */
const XTERM = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
] as const;

type Colour = readonly [number, number, number];

function luminance([red, green, blue]: Colour): number {
  const linear = [red, green, blue].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
}

/** https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
function contrast(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((left, right) => left - right);
  return (light + 0.05) / (dark + 0.05);
}

function coloursOf(rendering: string, background: Background): readonly [Colour, Colour] {
  let text: Colour = background === "dark" ? [229, 229, 229] : [0, 0, 0];
  let ground: Colour = background === "dark" ? [0, 0, 0] : [255, 255, 255];
  let inverse = false;
  for (const code of rendering
    .split(";")
    .filter((part) => part !== "")
    .map(Number)) {
    if (code === 7) inverse = true;
    if (code >= 30 && code <= 37) text = XTERM[code - 30] ?? text;
    if (code >= 90 && code <= 97) text = XTERM[code - 82] ?? text;
    if (code >= 40 && code <= 47) ground = XTERM[code - 40] ?? ground;
    if (code >= 100 && code <= 107) ground = XTERM[code - 92] ?? ground;
  }
  return inverse ? [ground, text] : [text, ground];
}

describe.each(["dark", "light"] as const)("on a %s terminal", (background) => {
  test.each(Object.entries(paletteOf(background)))("%s can be read", (_style, rendering) => {
    expect(contrast(...coloursOf(rendering, background))).toBeGreaterThanOrEqual(3);
  });
});

test("without colours there are attributes alone", () => {
  for (const rendering of Object.values(paletteOf(null))) expect(rendering).toMatch(/^(?:[147](?:;[147])*)?$/);
});

test("a line is its texts between renderings, each of which ends", () => {
  const line = [
    { text: "a", style: "plain" },
    { text: "b", style: "error" },
    { text: "", style: "title" },
  ] as const;
  expect(paint(line, paletteOf("dark"), false)).toBe("a\u001b[1;91mb\u001b[0m");
});

test("a control character that got this far does not get to the terminal", () => {
  expect(paint([{ text: "a\u001b]0;t\u0007\u009bm\n", style: "plain" }], paletteOf("dark"), false)).toBe(
    "a\ufffd]0;t\ufffd\ufffdm\ufffd",
  );
});

test("in ASCII a sign of ours has its stand-in, and a wide character keeps its width", () => {
  expect(paint([{ text: "─ä表…", style: "plain" }], paletteOf(null), true)).toBe("-???.");
});
