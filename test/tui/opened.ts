// A case on a terminal in memory: the analysis, the records and the screen are the real ones, the process is the test's.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, onTestFinished } from "vitest";
import { browse, defaultOptions, openCase } from "../../src/analyze/index.ts";
import {
  defaultKeys,
  type Mark,
  type Marks,
  openRecords,
  openScreen,
  type OpenScreen,
  type ScreenOptions,
  type ViewCase,
} from "../../src/tui/index.ts";
import { MemoryTerminal, Signals } from "./screen.ts";

const fixtures = fileURLToPath(new URL("../../fixtures", import.meta.url));

/** Marks that nobody keeps. */
function memoryMarks(): Marks {
  const list: Mark[] = [];
  let last = 0;
  const at = (id: number): number => list.findIndex((mark) => mark.id === id);
  return {
    list,
    trouble: null,
    add(record) {
      const mark = { ...record, id: ++last, comment: "" };
      list.push(mark);
      return mark;
    },
    comment(id, comment) {
      list.splice(at(id), 1, ...list.filter((mark) => mark.id === id).map((mark) => ({ ...mark, comment })));
    },
    move(id, by) {
      const [from, to] = [at(id), at(id) + by];
      if (from >= 0 && to >= 0 && to < list.length) list.splice(to, 0, ...list.splice(from, 1));
    },
    remove(id) {
      if (at(id) >= 0) list.splice(at(id), 1);
    },
  };
}

/** Cases that were analyzed for the tests of this file. */
const cases = new Map<string, Promise<ViewCase>>();
const ends: (() => void)[] = [];
afterAll(() => {
  for (const end of ends) end();
});

/** A case of `fixtures/`, or of a folder, as the screen knows it: all of its records in order, without marks. */
export async function viewCaseOf(path: string): Promise<ViewCase> {
  const known = cases.get(path) ?? analyzed(path.startsWith("/") ? path : join(fixtures, path));
  cases.set(path, known);
  return { ...(await known), marks: memoryMarks() };
}

async function analyzed(path: string): Promise<ViewCase> {
  const scratch = mkdtempSync(join(tmpdir(), "postmortem-screen-"));
  const evidence = await openCase([path], () => process.stdin, join(scratch, "spool"), 0, null);
  const { report, facts, ...sources } = await browse(evidence, { ...defaultOptions, workers: 0 });
  const records = openRecords(sources, { soon: setImmediate, nowMs: () => performance.now() });
  // oxlint-disable-next-line no-await-in-loop -- the order is made between turns of the loop
  while (records.all === null) await turn();
  ends.push(() => {
    evidence.close();
    rmSync(scratch, { recursive: true, force: true });
  });
  return { name: evidence.name, report, facts, records, marks: memoryMarks(), localZone: "Asia/Kolkata" };
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
