// The screen as a person has it: keys in, cells out, and a terminal that is as it was when all is over.
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Cell, MemoryTerminal } from "./screen.ts";
import { opened, type Opened } from "./opened.ts";

const RACE = "split-writer-race";

/** What a terminal is in, apart from what it shows. */
function modes(terminal: MemoryTerminal): Readonly<Record<string, boolean>> {
  const { alternate, cursorShown, mouse, wraps, pastes } = terminal;
  return { alternate, cursorShown, mouse, wraps, pastes, raw: terminal.stdin.raw };
}

const asItWas = { alternate: false, cursorShown: true, mouse: false, wraps: true, pastes: false, raw: false };

/** The line that the list's cursor is on. */
function current({ terminal }: Opened): string {
  return terminal.lines().find((line) => line.startsWith(">")) ?? "";
}

function cells({ terminal }: Opened): Cell[] {
  return Array.from({ length: terminal.rows }, (_, row) => terminal.cells(row)).flat();
}

describe("the screen", () => {
  test("opens on the alternate screen, one line lower than the terminal, on the leading incident", async () => {
    const { terminal } = await opened(RACE, 120, 40);
    expect(modes(terminal)).toEqual({
      ...asItWas,
      alternate: true,
      cursorShown: false,
      wraps: false,
      pastes: true,
      raw: true,
    });
    const lines = terminal.lines();
    expect(lines[0]).toContain("SPLIT-WRITER-RACE · probable");
    expect(lines[38]).toContain("? help");
    expect(lines[39]).toBe("");
    expect(terminal.text()).toMatch(/^aurora-1 .*W▓/m);
  });

  test("takes several keys of one read one by one", async () => {
    const screen = await opened(RACE, 120, 40);
    const at = (): number => Number(/#(\d+)/.exec(screen.terminal.text())?.[1]);
    const from = at();
    await screen.press("jjjjk", "\u001b[B");
    expect(at()).toBe(from + 4);
  });

  test("shows its keys, and the record again", async () => {
    const screen = await opened(RACE, 80, 24);
    const before = await screen.press("j");
    expect(await screen.press("?")).toContain("next record or line");
    await screen.press("\u001b");
    expect((await screen.shows(/^> \d/m)).split("\n").slice(0, 20)).toEqual(before.split("\n").slice(0, 20));
  });

  test("goes through the clocks", async () => {
    const screen = await opened(RACE, 120, 40);
    expect(current(screen)).toContain("19:11:43");
    await screen.press("t");
    expect(current(screen)).toContain("00:41:43");
    await screen.press("t");
    expect(current(screen)).toMatch(/T[+-]/);
    await screen.press("t");
    expect(current(screen)).toContain("19:11:43");
  });

  test("searches with a count before Enter, and goes to the hit", async () => {
    const screen = await opened(RACE, 120, 40);
    await screen.press("/signal 9");
    await screen.shows(/ 2 matches +first: .*was terminated by signal 9/);
    expect(current(screen)).not.toContain("was terminated by sig");
    await screen.press("\r");
    await screen.shows(/^> .*was terminated by sig/m);
    const first = current(screen);
    await screen.press("n");
    await screen.shows(/^> .*was terminated by sig/m);
    expect(current(screen)).not.toBe(first);
  });

  test("what is pasted is text for a prompt and nothing else", async () => {
    const screen = await opened(RACE, 120, 40);
    const before = await screen.press("j");
    expect(await screen.press("\u001b[200~q\r?\u001b[201~")).toBe(before);
    expect(await screen.press("/", "\u001b[200~sig\r\nnal 9\u001b[201~")).toContain("sig nal 9");
  });

  test("marks a record, with a comment", async () => {
    const screen = await opened(RACE, 120, 40);
    await screen.press("m");
    expect(screen.viewCase.marks.list).toHaveLength(1);
    await screen.press("c", "first refusal", "\r");
    expect(screen.viewCase.marks.list.map((mark) => mark.comment)).toEqual(["first refusal"]);
    expect(await screen.press("M")).toContain("first refusal");
  });

  test("follows the size of the terminal, and says so when there is too little of it", async () => {
    const screen = await opened(RACE, 120, 40);
    screen.terminal.resize(60, 20);
    const small = await screen.shows("? help");
    expect(small.split("\n").findLastIndex((line) => line.includes("? help"))).toBe(18);
    screen.terminal.resize(40, 10);
    expect(await screen.shows(/small|60/)).not.toContain("aurora-1");
    screen.terminal.resize(200, 60);
    const large = await screen.shows("? help");
    expect(large.split("\n").findLastIndex((line) => line.includes("? help"))).toBe(58);
    expect(large.split("\n").filter((line) => line.startsWith(" split-writer-race"))).toHaveLength(1);
  });

  test("draws everything again when asked to", async () => {
    const screen = await opened(RACE, 80, 24);
    const before = screen.terminal.text();
    screen.terminal.stdout.write("\u001b[2J\u001b[3;3Hnoise of another program");
    await screen.press("\u000c");
    expect(screen.terminal.text()).toBe(before);
  });
});

describe("how it looks", () => {
  test("without colours it uses none, and shows the same characters", async () => {
    const coloured = await opened(RACE, 120, 40);
    const plain = await opened(RACE, 120, 40, { background: null });
    expect(plain.terminal.text()).toBe(coloured.terminal.text());
    expect(cells(coloured).some(({ colour }) => colour !== null)).toBe(true);
    expect(cells(plain).some(({ colour, ground }) => colour !== null || ground !== null)).toBe(false);
    expect(cells(plain).some(({ inverse }) => inverse)).toBe(true);
  });

  test("in ASCII every line is as wide as before", async () => {
    const usual = await opened(RACE, 120, 40);
    const ascii = await opened(RACE, 120, 40, { ascii: true });
    expect(ascii.terminal.text()).toMatch(/^[\x20-\x7e\n]+$/);
    expect(ascii.terminal.lines().map((line) => line.length)).toEqual(
      usual.terminal.lines().map((line) => line.length),
    );
  });
});

describe("the mouse", () => {
  test("is the terminal's own unless asked for", async () => {
    const { terminal } = await opened(RACE, 80, 24);
    expect(terminal.written).not.toContain("\u001b[?1000h");
  });

  test("moves and points when asked for, and its reports never are keys", async () => {
    const screen = await opened(RACE, 120, 40, { mouse: true });
    expect(screen.terminal.mouse).toBe(true);
    const before = current(screen);
    await screen.press("\u001b[<65;10;30M\u001b[<65;10", ";30M");
    expect(current(screen)).not.toBe(before);
    const line = screen.terminal.lines().findIndex((text, row) => row > 25 && text !== "" && !text.startsWith(">"));
    await screen.press(`\u001b[<0;40;${line + 1}M`);
    expect(screen.terminal.lines()[line]).toMatch(/^>/);
    await screen.press("q");
    await screen.screen.closed;
    await screen.terminal.settled();
    expect(modes(screen.terminal)).toEqual(asItWas);
  });
});

describe("the terminal is as it was", () => {
  test.each(["q", "\u0003"])("after %j", async (key) => {
    const { terminal, press, screen } = await opened(RACE, 80, 24);
    await press(key);
    expect(await screen.closed).toBeNull();
    await terminal.settled();
    expect(modes(terminal)).toEqual(asItWas);
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"])("after %s", async (name) => {
    const { terminal, signals, screen } = await opened(RACE, 80, 24, { mouse: true });
    signals.emit(name, name);
    expect(await screen.closed).toBe(name);
    await terminal.settled();
    expect(modes(terminal)).toEqual(asItWas);
    await expect.poll(() => signals.eventNames()).toEqual([]);
  });

  test.each(["uncaughtException", "unhandledRejection"])("after an %s, which is told", async (event) => {
    const { terminal, signals, screen } = await opened(RACE, 80, 24, { mouse: true });
    signals.emit(event, new Error("a bug"));
    await expect(screen.closed).rejects.toThrow("a bug");
    await terminal.settled();
    expect(modes(terminal)).toEqual(asItWas);
  });

  test("when it goes away without a signal", async () => {
    const { terminal, screen } = await opened(RACE, 80, 24);
    terminal.stdin.end();
    expect(await screen.closed).toBe("SIGHUP");
  });
});

describe("somebody else has the terminal", () => {
  test("Ctrl-Z gives it back to the shell, and after it everything is there again", async () => {
    const screen = await opened(RACE, 80, 24, { mouse: true });
    const before = screen.terminal.text();
    let during = {};
    screen.signals.stop = () => {
      void screen.terminal.settled().then(() => {
        during = modes(screen.terminal);
        screen.signals.stops++;
      });
    };
    screen.terminal.stdin.write("\u001a");
    await expect.poll(() => screen.signals.stops).toBe(1);
    expect(during).toEqual(asItWas);
    screen.terminal.stdout.write("shell\r\n$ fg\r\n");
    await screen.shows("aurora-1");
    expect(screen.terminal.text()).toBe(before);
    expect(modes(screen.terminal)).toEqual({
      ...asItWas,
      alternate: true,
      cursorShown: false,
      mouse: true,
      wraps: false,
      pastes: true,
      raw: true,
    });
  });

  test("a stop that nobody saw coming ends with everything drawn again", async () => {
    const screen = await opened(RACE, 80, 24);
    const before = screen.terminal.text();
    screen.terminal.stdout.write("\u001b[?1049l$ fg\r\n");
    screen.signals.emit("SIGCONT");
    await wait(20);
    await screen.shows("aurora-1");
    expect(screen.terminal.text()).toBe(before);
  });

  test("a pager gets it, and Ctrl-C is the pager's", async () => {
    const pager = Promise.withResolvers<void>();
    const asked: unknown[] = [];
    const screen = await opened(RACE, 80, 24, {
      outside: {
        exportFile: () => Promise.reject(new Error("no place")),
        page: (file, line) => {
          asked.push([file, line]);
          return pager.promise;
        },
      },
    });
    screen.terminal.stdin.write("p");
    await expect.poll(() => asked.length).toBe(1);
    await screen.terminal.settled();
    expect(modes(screen.terminal)).toEqual(asItWas);
    screen.signals.emit("SIGINT", "SIGINT");
    pager.resolve();
    await screen.shows("aurora-1");
    expect(asked).toEqual([[expect.stringMatching(/^(?:apps|instances)\//), expect.any(Number)]]);
  });
});

describe("what leaves the screen", () => {
  test("a citation, for the clipboard", async () => {
    const screen = await opened(RACE, 120, 40);
    await screen.press("y");
    expect(screen.terminal.clipboards).toHaveLength(1);
    const [kind, base64 = ""] = screen.terminal.clipboards[0]?.split(";") ?? [];
    const copied = Buffer.from(base64, "base64").toString("utf8");
    expect([kind, copied]).toEqual(["c", expect.stringMatching(/^[\w./:[\]-]+$/)]);
    await screen.shows("copied");
  });

  test("the marks, into a file; and why not when that fails", async () => {
    const written: string[] = [];
    let works = true;
    const screen = await opened(RACE, 120, 40, {
      outside: {
        exportFile: async (format, pieces) => {
          if (!works) throw new Error("the disk is full");
          written.push(format);
          for await (const piece of pieces) written.push(piece);
          return "race-selection.md";
        },
        page: () => Promise.resolve(),
      },
    });
    await screen.press("m", "X", "\r");
    await screen.shows("race-selection.md");
    expect(written[0]).toBe("md");
    expect(written.slice(1).join("")).toContain("19:11:43");
    works = false;
    await screen.press("X", "\r");
    await screen.shows("the disk is full");
  });
});
