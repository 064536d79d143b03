import { type Instance, render, type SuspendTerminal } from "ink";
import { createElement } from "react";
import type { ViewCase } from "../case.ts";
import type { Keys } from "../keys.ts";
import { frame } from "../layout/frame.ts";
import { initialState } from "../state/initial.ts";
import { type Ending, type Host, watchEndings } from "../terminal/endings.ts";
import { readTerminal, type TerminalInput, type TerminalReader } from "../terminal/input.ts";
import { type Modes, terminalModes, type TerminalOutput } from "../terminal/modes.ts";
import { actionsOf } from "./actions-of.ts";
import { App } from "./app.ts";
import { effectsOf, type Outside } from "./effects.ts";
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
  /** ASCII characters alone. */
  readonly ascii: boolean;
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
/** A stop takes hold within that, ms; where nothing can stop us, the screen comes back after it. */
const STOP_MS = 100;

/** Opens the screen of a case. */
export function openInk(viewCase: ViewCase, options: ScreenOptions): OpenScreen {
  return new InkScreen(viewCase, options);
}

class InkScreen implements OpenScreen {
  readonly closed: Promise<string | null>;
  private readonly settle: PromiseWithResolvers<string | null>;
  private readonly options: ScreenOptions;
  private readonly modes: Modes;
  private readonly store: Store;
  private readonly reader: TerminalReader;
  private readonly instance: Instance;
  private open = true;
  /** Somebody else has the terminal: a pager, or the shell. */
  private lent = false;
  private suspend: SuspendTerminal | null = null;
  private unwatch: () => void;
  private changing: ReturnType<typeof setTimeout> | undefined;

  constructor(viewCase: ViewCase, options: ScreenOptions) {
    this.options = options;
    const { stdin, stdout, mouse, keys } = options;
    this.settle = Promise.withResolvers();
    this.closed = this.settle.promise;
    this.modes = terminalModes(stdout, mouse);
    this.store = this.storeOf(viewCase);
    viewCase.records.onChange(this.changed);
    this.unwatch = this.watch();
    this.reader = readTerminal(
      stdin,
      (inputs) => {
        if (this.open) this.store.dispatch(actionsOf(inputs, keys, this.store.state));
      },
      () => this.close({ kind: "signal", name: "SIGHUP" }),
    );
    // Before Ink's own listener: it draws what is there by then.
    stdout.on("resize", this.resized);
    this.modes.enter();
    this.instance = this.draw(viewCase);
    this.instance.waitUntilExit().then(
      () => this.close(null),
      (error: unknown) => this.close({ kind: "error", error }),
    );
  }

  flush(): Promise<void> {
    return this.instance.waitUntilRenderFlush();
  }

  private size(): { columns: number; rows: number } {
    const { columns = 80, rows = 24 } = this.options.stdout;
    // Ink clears the whole terminal for a frame of its full height.
    return { columns, rows: Math.max(1, rows - 1) };
  }

  private storeOf(viewCase: ViewCase): Store {
    const { columns, rows } = this.size();
    const drawing = {
      write: (sequence: string): void => void this.options.stdout.write(sequence),
      redraw: this.redraw,
      lend: this.lend,
      stop: this.stop,
      quit: () => this.close(null),
    };
    const perform = effectsOf(viewCase, this.options.outside, drawing, (...actions) => {
      if (this.open) this.store.dispatch(actions);
    });
    return createStore(initialState(viewCase, columns, rows, this.options.keys), viewCase, perform);
  }

  private draw(viewCase: ViewCase): Instance {
    const { store, options } = this;
    const palette = paletteOf(options.background);
    const drawn = {
      subscribe: store.subscribe,
      version: store.version,
      lines: () => frame(store.state(), viewCase).map((line) => paint(line, palette, options.ascii)),
    };
    const ready = (suspend: SuspendTerminal): void => {
      this.suspend = suspend;
    };
    return render(createElement(App, { drawn, ready }), {
      stdin: this.reader.ink,
      stdout: options.stdout,
      exitOnCtrlC: false,
      // Nothing here writes to the console.
      patchConsole: false,
      alternateScreen: true,
      incrementalRendering: true,
      interactive: true,
      maxFps: 60,
    });
  }

  private watch(): () => void {
    return watchEndings(this.options.host, {
      end: this.close,
      stop: this.stop,
      continued: () => this.lend(() => Promise.resolve()),
    });
  }

  private readonly changed = (): void => {
    if (!this.open) return;
    this.changing ??= setTimeout(() => {
      this.changing = undefined;
      this.store.dispatch([{ kind: "changed" }]);
    }, CHANGED_MS);
  };

  private readonly resized = (): void => {
    // What a terminal leaves of the old frame is for it to say.
    this.redraw();
    this.store.dispatch([{ kind: "resize", ...this.size() }]);
  };

  private readonly redraw = (): void => {
    if (this.lent) return;
    this.instance.clear();
    this.modes.erase();
  };

  /** Gives the terminal away while `work` runs, and draws everything again after it. */
  private readonly lend = (work: () => Promise<void>): void => {
    if (this.suspend === null || this.lent || !this.open) return;
    this.lent = true;
    this.suspend(async () => {
      this.modes.leave();
      await work();
      if (this.open) this.modes.enter();
    })
      .catch((error: unknown) => this.close({ kind: "error", error }))
      .finally(() => {
        this.lent = false;
      });
  };

  private readonly stop = (): void => {
    const { stop } = this.options.host;
    if (stop === null) return;
    this.lend(async () => {
      // Our own listener would take the stop for a wish to be stopped.
      this.unwatch();
      stop();
      await new Promise((done) => setTimeout(done, STOP_MS));
      if (this.open) this.unwatch = this.watch();
    });
  };

  private readonly close = (why: Ending | null): void => {
    // Ctrl-C in a pager is the pager's, though it reaches every process of the job.
    if (!this.open || (this.lent && why?.kind === "signal" && why.name === "SIGINT")) return;
    this.open = false;
    clearTimeout(this.changing);
    // Ink listens for the same signal, and sends it once more where it finds itself the only one that does.
    setImmediate(this.unwatch);
    this.options.stdout.off("resize", this.resized);
    try {
      this.modes.leave();
      this.instance.unmount();
    } finally {
      this.reader.close();
      if (why?.kind === "error") this.settle.reject(why.error);
      else this.settle.resolve(why === null ? null : why.name);
    }
  };
}
