// A case on a terminal in memory: the analysis, the records and the screen are the real ones, the process is the test's.
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import { afterAll, onTestFinished } from "vitest";
import { defaultKeys, openScreen, type OpenScreen, type ScreenOptions, type ViewCase } from "../../src/tui/index.ts";
import { analyzedCase, memoryMarks } from "./case.ts";
import { MemoryTerminal, Signals } from "./screen.ts";

/** Cases that were analyzed for the tests of this file. */
const cases = new Map<string, ReturnType<typeof analyzedCase>>();
afterAll(async () => {
  for (const { close } of await Promise.all(cases.values())) close();
});

/** A case of `fixtures/`, or of a folder, as the screen knows it: all of its records in order, without marks. */
export async function viewCaseOf(path: string): Promise<ViewCase> {
  const known = cases.get(path) ?? analyzedCase(path);
  cases.set(path, known);
  return { ...(await known).viewCase, marks: memoryMarks() };
}

/** A screen that is open, and how a test uses it. */
export interface Opened {
  readonly terminal: MemoryTerminal;
  readonly signals: Signals;
  readonly screen: OpenScreen;
  readonly viewCase: ViewCase;
  /** Sends what a terminal would, in reads as given, and waits for the frame. */
  readonly press: (...reads: readonly string[]) => Promise<string>;
  /** Waits for the screen to show something; fails with the screen when it does not come. */
  readonly shows: (text: string | RegExp) => Promise<string>;
}

/** Opens a case of `fixtures/`, or of a folder, on a terminal of that size; closed when the test is over. */
export async function opened(
  path: string,
  columns: number,
  rows: number,
  options: Partial<ScreenOptions> = {},
): Promise<Opened> {
  const viewCase = await viewCaseOf(path);
  const terminal = new MemoryTerminal(columns, rows);
  const signals = new Signals();
  const screen = await openScreen(viewCase, {
    stdin: terminal.stdin,
    stdout: terminal.stdout,
    host: signals,
    background: "dark",
    ascii: false,
    mouse: false,
    keys: defaultKeys,
    outside: {
      exportFile: () => Promise.reject(new Error("no place")),
      page: () => Promise.reject(new Error("no pager")),
    },
    ...options,
  });
  const settled = async (): Promise<string> => {
    await turn();
    await screen.flush();
    await terminal.settled();
    return terminal.text();
  };
  onTestFinished(async () => {
    signals.emit("SIGTERM");
    // A test that failed half-way leaves a screen that hears nothing.
    await Promise.race([screen.closed.catch(() => undefined), wait(1000)]);
  });
  await settled();
  return {
    terminal,
    signals,
    screen,
    viewCase,
    async press(...reads) {
      for (const read of reads) {
        terminal.stdin.write(read);
        // oxlint-disable-next-line no-await-in-loop -- one read after the other
        await settled();
      }
      return terminal.text();
    },
    async shows(text) {
      const deadline = performance.now() + 10_000;
      for (;;) {
        // oxlint-disable-next-line no-await-in-loop -- one look after the other
        const seen = await settled();
        if (typeof text === "string" ? seen.includes(text) : text.test(seen)) return seen;
        if (performance.now() > deadline) throw new Error(`never shown: ${String(text)}\n${seen}`);
      }
    },
  };
}
