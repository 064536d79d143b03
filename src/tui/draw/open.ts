import { render, type SuspendTerminal } from "ink";
import { createElement } from "react";
import type { ViewCase } from "../case.ts";
import type { Keys } from "../keys.ts";
import { frame } from "../layout/frame.ts";
import { firstState } from "../state/first-state.ts";
import { type Ending, type Host, watchEndings } from "../terminal/endings.ts";
import { readTerminal, type TerminalInput } from "../terminal/input.ts";
import { terminalModes, type TerminalOutput } from "../terminal/modes.ts";
import { App } from "./app.ts";
import { type Drawing, effectsOf, type Outside } from "./effects.ts";
import { actionsOf } from "./actions-of.ts";
import { paint } from "./paint.ts";
import { type Background, paletteOf } from "./palette.ts";
import { createStore, type Store } from "./store.ts";

/** What the screen is opened with; everything of the process is handed in. */
export interface ScreenOptions {
  readonly stdin: TerminalInput;
  readonly stdout: TerminalOutput;
  readonly host: Host;
  /** Null for no colours. */
  readonly background: Background | null;
  readonly mouse: boolean;
  readonly keys: Keys;
  readonly outside: Outside;
}

/** A screen that is open. */
export interface OpenScreen {
  /** How it was closed: by a key (null) or a signal. Rejects with the error that closed it. */
  readonly closed: Promise<string | null>;
  /** Waits until all that changed is drawn. */
  flush(): Promise<void>;
}

/** More often nobody sees that the case has more to show, ms. */
const CHANGED_MS = 33;
/** A stop takes hold within that, ms; in a job of its own, where nothing can stop us, the screen comes back after it. */
const STOP_MS = 100;

/** Opens the screen of a case. */
export function openInk(viewCase: ViewCase, options: ScreenOptions): OpenScreen {
  const { stdin, stdout, host } = options;
  const modes = terminalModes(stdout, options.mouse);
  const palette = paletteOf(options.background);
  const size = (): { columns: number; rows: number } => ({
    columns: stdout.columns ?? 80,
    rows: (stdout.rows ?? 24) - 1,
  });
  const closed = Promise.withResolvers<string | null>();
  let open = true;
  let lent = false;
  let suspend: SuspendTerminal | null = null;

  const close = (why: Ending | null): void => {
    // Ctrl-C in a pager is the pager's, though it reaches every process of the job.
    if (!open || (lent && why?.kind === "signal" && why.name === "SIGINT")) return;
    open = false;
    clearTimeout(changedTimer);
    unwatch();
    modes.leave();
    try {
      instance.unmount();
    } finally {
      reader.close();
      stdout.off("resize", resized);
      if (why?.kind === "error") closed.reject(why.error);
      else closed.resolve(why === null ? null : why.name);
    }
  };

  const lend = (work: () => Promise<void>): void => {
    if (suspend === null || lent || !open) return;
    lent = true;
    void suspend(async () => {
      modes.leave();
      await work();
      modes.enter();
    })
      .catch((error: unknown) => close({ kind: "error", error }))
      .finally(() => {
        lent = false;
      });
  };
  const drawing: Drawing = {
    write: (sequence) => void stdout.write(sequence),
    redraw() {
      instance.clear();
      modes.erase();
    },
    lend,
    stop() {
      if (host.stop === null) return;
      lend(async () => {
        // Our own listener would take the stop for a wish to be stopped.
        unwatch();
        host.stop?.();
        await new Promise((done) => setTimeout(done, STOP_MS));
        if (open) unwatch = watch();
      });
    },
    quit: () => close(null),
  };
  const store: Store = createStore(
    firstState(viewCase, size()),
    viewCase,
    effectsOf(viewCase, options.outside, drawing, (...actions) => store.dispatch(actions)),
  );

  let changedTimer: ReturnType<typeof setTimeout> | undefined;
  viewCase.records.onChange(() => {
    if (!open) return;
    changedTimer ??= setTimeout(() => {
      changedTimer = undefined;
      store.dispatch([{ kind: "changed" }]);
    }, CHANGED_MS);
  });
  const watch = (): (() => void) =>
    watchEndings(host, { end: close, stop: drawing.stop, continued: () => lend(() => Promise.resolve()) });
  let unwatch = watch();
  const resized = (): void => {
    // What a terminal leaves of the old frame is for it to say.
    drawing.redraw();
    store.dispatch([{ kind: "resize", ...size() }]);
  };
  const reader = readTerminal(
    stdin,
    (inputs) => {
      if (open) store.dispatch(actionsOf(inputs, options.keys, store.state));
    },
    () => close({ kind: "signal", name: "SIGHUP" }),
  );
  // Before Ink's own listener: it draws what is there by then.
  stdout.on("resize", resized);
  modes.enter();
  const instance = render(
    createElement(App, {
      drawn: {
        subscribe: store.subscribe,
        version: store.version,
        lines: () => frame(store.state(), viewCase).map((line) => paint(line, palette)),
      },
      ready: (given) => {
        suspend = given;
      },
    }),
    {
      stdin: reader.ink as unknown as NodeJS.ReadStream,
      stdout,
      exitOnCtrlC: false,
      alternateScreen: true,
      incrementalRendering: true,
      interactive: true,
      maxFps: 60,
    },
  );
  instance.waitUntilExit().then(
    () => close(null),
    (error: unknown) => close({ kind: "error", error }),
  );
  return { closed: closed.promise, flush: () => instance.waitUntilRenderFlush() };
}
