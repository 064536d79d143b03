// Whatever stands in a log, the terminal shows the cells that the model says, and does nothing else.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelCells, renderingOf } from "./model.ts";
import { opened, type Opened } from "./opened.ts";

const ESC = "\u001b";
/** What a record says, and what is wrong with it. */
const messages: readonly (readonly [string, string])[] = [
  ["a title", `${ESC}]0;owned\u0007 and ${ESC}]2;owned${ESC}\\`],
  ["the clipboard", `${ESC}]52;c;b3duZWQ=\u0007 and ${ESC}]52;p;b3duZWQ=${ESC}\\`],
  ["a link", `${ESC}]8;;https://evil.example/\u0007click${ESC}]8;;\u0007`],
  ["a moved cursor", `${ESC}[2J${ESC}[1;1H${ESC}[5A${ESC}7${ESC}8${ESC}[?1049l${ESC}c`],
  ["colours", `${ESC}[31;1;7mred${ESC}[0m`],
  ["C1 controls", "\u009b2J\u009d0;owned\u009c\u0090q\u009c"],
  ["other controls", "\u0000\u0007\u0008\u000b\u000c\r\u000e\u000f\u007f a\tb"],
  ["questions to the terminal", `${ESC}[c${ESC}[6n${ESC}[?2026$p${ESC}P$q"p${ESC}\\${ESC}[?1003h`],
  ["bidi", "\u202egnp.exe\u202c \u2066x\u2069 \u200f\u061c"],
  ["nothing to see", "a\u200bb\u200cc\u200dd\ufeffe\u00adf\u2060g\u3164h"],
  ["marks", `Z\u0301\u0302\u0303\u0304\u0305\u0306\u0307${"\u0301".repeat(200)}algo`],
  ["a mark first", "\u0301\u0302first"],
  ["wide characters", "表示テスト 한국어 ＡＢＣ 表"],
  ["emoji", "👍🏽 👨‍👩‍👧‍👦 🇩🇪🇫🇷 ⚠️ ⚠ 1️⃣ ❤️ 🏳️‍🌈"],
  ["other scripts", "क्षत्रिय স্ত্রী العربية עברית ไทย"],
  ["astral and private", "\u{1f600}\u{10ffff}\ue000\u{e0041}"],
  ["a line of a megabyte", `${"x".repeat(500_000)}${ESC}]0;owned\u0007${"表".repeat(180_000)}`],
  ["line and paragraph separators", "a\u2028b\u2029c\u0085d"],
];

let folder = "";
beforeAll(() => {
  folder = join(mkdtempSync(join(tmpdir(), "postmortem-hostile-")), `case ${ESC}]0;owned\u0007 表`);
  const logs = join(folder, "instances/aurora-1");
  mkdirSync(logs, { recursive: true });
  const server = messages.map(([what, text], index) => {
    const head = `2026-11-21 19:11:${10 + index} UTC:10.0.0.${index}(5432):app_rw@orders:[${700 + index}]:`;
    return `${head}ERROR:  ${what}: ${text}\n${head}STATEMENT:  select '${text.slice(0, 200)}'\n`;
  });
  writeFileSync(join(logs, "postgresql.log.2026-11-21-1911"), server.join(""));
  const service = join(folder, `apps/orders${ESC}[2Japi`);
  mkdirSync(service, { recursive: true });
  const client = messages.map(([, text], index) => {
    const record = {
      level: 50,
      time: Date.UTC(2026, 10, 21, 19, 11, 10 + index),
      pid: 1,
      hostname: text.slice(0, 40),
      msg: text,
    };
    return `${JSON.stringify(record)}\n`;
  });
  writeFileSync(join(service, "pod\u202e表.log"), client.join(""));
});
afterAll(() => {
  rmSync(join(folder, ".."), { recursive: true, force: true });
});

function expectModel({ terminal, viewCase }: Opened, reads: readonly string[]): void {
  const model = modelCells(viewCase, terminal.columns, terminal.rows, reads);
  for (let row = 0; row < terminal.rows; row++) {
    const cells = terminal.cells(row);
    expect(cells.map((cell) => cell.text)).toEqual(model[row]?.map((cell) => cell.text));
    // What is blank may be rendered or not: Ink leaves out what nobody sees.
    const seen = (index: number): boolean => cells[index]?.text.trim() !== "";
    expect(cells.map(renderingOf).filter((_, index) => seen(index))).toEqual(
      model[row]?.map((cell) => cell.rendering).filter((_, index) => seen(index)),
    );
  }
}

function expectHarmless({ terminal }: Opened): void {
  expect(terminal.titles).toEqual([]);
  expect(terminal.clipboards).toEqual([]);
  expect(terminal.alternate).toBe(true);
  expect(terminal.answers).toEqual([]);
  // oxlint-disable-next-line no-control-regex -- that is what must not be there
  expect(terminal.written).not.toMatch(/\u001b\](?!52;c;)|\u001bP|[\u0080-\u009f\u0000\u0007]/);
}

describe.each([
  [80, 24],
  [120, 40],
  [200, 60],
] as const)("at %i×%i", (columns, rows) => {
  test.each<[string, string[]]>([
    ["the list from its begin", ["g"]],
    ["every record under the cursor", ["g", ...messages.flatMap(() => ["j", "j"])]],
    ["records as they are written", ["g", "\r"]],
    ["the megabyte as it is written", ["G", "kkkk", "\r", " "]],
    ["the verdict", ["v"]],
    ["a prompt with hostile text", ["/", `\u001b[200~${ESC}]0;owned\u0007\u202e表👍🏽\u001b[201~`]],
    ["the help", ["?", "G"]],
  ])("%s is what the model says", async (_what, reads) => {
    const screen = await opened(folder, columns, rows);
    const first = screen.terminal.text();
    await screen.press(...reads);
    if (reads[0] !== "/") expectModel(screen, reads);
    else expect(screen.terminal.text()).not.toBe(first);
    expectHarmless(screen);
  });
});

test("the test sees what it is for: the same bytes, not escaped, do act on this terminal", async () => {
  const { MemoryTerminal } = await import("./screen.ts");
  const terminal = new MemoryTerminal(80, 24);
  for (const [, text] of messages.slice(0, 8)) terminal.stdout.write(text);
  await terminal.settled();
  expect(terminal.titles).not.toEqual([]);
  expect(terminal.clipboards).not.toEqual([]);
  expect(terminal.answers).not.toEqual([]);
});
