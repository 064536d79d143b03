import { setTimeout as wait } from "node:timers/promises";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { readTerminal } from "../../../src/tui/terminal/input.ts";
import type { Input } from "../../../src/tui/terminal/keyboard.ts";

function reading(): {
  terminal: PassThrough;
  inputs: Input[];
  raw: boolean[];
  ended: () => number;
  reader: ReturnType<typeof readTerminal>;
} {
  const [inputs, raw]: [Input[], boolean[]] = [[], []];
  let ends = 0;
  const terminal = Object.assign(new PassThrough(), { setRawMode: (on: boolean) => raw.push(on) });
  const reader = readTerminal(
    terminal,
    (all) => inputs.push(...all),
    () => ends++,
  );
  return { terminal, inputs, raw, ended: () => ends, reader };
}

test("a letter of two bytes that is split over two reads stays one letter", async () => {
  const { terminal, inputs } = reading();
  terminal.write(Buffer.from([0xc3]));
  await wait(5);
  terminal.write(Buffer.from([0xa4]));
  await wait(5);
  expect(inputs.map((input) => input.kind === "key" && input.key.input)).toEqual(["ä"]);
});

test("a lone Esc becomes a key when nothing follows", async () => {
  const { terminal, inputs } = reading();
  terminal.write("\u001b");
  await expect.poll(() => inputs.map((input) => input.kind === "key" && input.key.name)).toEqual(["escape"]);
});

test("while somebody else has the terminal nothing is read", async () => {
  const { terminal, inputs, raw, reader } = reading();
  reader.ink.setRawMode?.(false);
  terminal.write("q");
  await wait(10);
  expect(inputs).toEqual([]);
  reader.ink.setRawMode?.(true);
  await expect.poll(() => inputs.length).toBe(1);
  expect(raw).toEqual([false, true]);
});

test("a terminal that goes away is told", async () => {
  const { terminal, ended } = reading();
  terminal.end();
  await expect.poll(ended).toBe(1);
});

test("after it is closed it reads no more", async () => {
  const { terminal, inputs, reader } = reading();
  reader.close();
  terminal.write("q");
  await wait(10);
  expect(inputs).toEqual([]);
});
