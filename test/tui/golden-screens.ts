// Pictures of the screen that people review: the same keys, the same bytes. `npm run screens` writes them.
import { setTimeout as wait } from "node:timers/promises";
import { defaultKeys, openScreen, type ViewCase } from "../../src/tui/index.ts";
import { MemoryTerminal, Signals } from "./screen.ts";
import { svgOf } from "./svg.ts";

/** One picture: who looks at it should see what the title says. */
export interface GoldenScreen {
  readonly name: string;
  readonly title: string;
  readonly fixture: string;
  readonly columns: number;
  readonly rows: number;
  /** Reads of keys, and what the screen must show before the next. */
  readonly steps: readonly { readonly keys: string; readonly until: RegExp }[];
}

/** In `docs/screens/<name>.svg`. */
export const goldenScreens: readonly GoldenScreen[] = [
  {
    name: "timeline",
    title: "The terminal timeline: two instances ready at once, both crash, and which clients were refused",
    fixture: "split-writer-race",
    columns: 140,
    rows: 42,
    steps: [{ keys: "ffffff", until: /\? help/ }],
  },
  {
    name: "search",
    title: "A search with its count before it is applied",
    fixture: "split-writer-race",
    columns: 100,
    rows: 30,
    steps: [{ keys: "/signal 9", until: /2 matches +first: / }],
  },
  {
    name: "record",
    title: "A record as it is written, with the lines around it",
    fixture: "split-writer-race",
    columns: 100,
    rows: 30,
    steps: [
      { keys: "/signal 9", until: /2 matches +first: / },
      { keys: "\r", until: /^> .*was terminated/m },
      { keys: "\r", until: /terminated by signal 9/ },
    ],
  },
];

/** Draws one of them from a case that is in order. */
export async function drawGolden(golden: GoldenScreen, viewCase: ViewCase): Promise<string> {
  const terminal = new MemoryTerminal(golden.columns, golden.rows);
  const signals = new Signals();
  const screen = await openScreen(viewCase, {
    stdin: terminal.stdin,
    stdout: terminal.stdout,
    host: signals,
    background: "dark",
    ascii: false,
    mouse: false,
    keys: defaultKeys,
    outside: { exportFile: () => Promise.resolve(""), page: () => Promise.resolve() },
  });
  const settled = async (): Promise<void> => {
    await wait(1);
    await screen.flush();
    await terminal.settled();
  };
  for (const { keys, until } of golden.steps) {
    terminal.stdin.write(keys);
    const deadline = performance.now() + 10_000;
    do {
      // oxlint-disable-next-line no-await-in-loop -- one look after the other
      await settled();
      if (performance.now() > deadline) throw new Error(`${golden.name}: never shown: ${String(until)}`);
    } while (!until.test(terminal.text()));
  }
  const svg = svgOf(terminal, golden.title);
  signals.emit("SIGTERM", "SIGTERM");
  await screen.closed;
  return svg;
}
