/** What of a process the screen needs; the command line hands in the real one. */
export interface Host {
  on(event: string, listener: (value: unknown) => void): unknown;
  off(event: string, listener: (value: unknown) => void): unknown;
  /** Stops this process as Ctrl-Z does, with those it was started by in the same job; null where there are no jobs. */
  readonly stop: (() => void) | null;
}

/** Why the screen closes without being asked to by a key. */
export type Ending =
  | { readonly kind: "signal"; readonly name: string }
  | { readonly kind: "error"; readonly error: unknown };

/** What the screen does about it. */
export interface Reactions {
  readonly end: (why: Ending) => void;
  /** Somebody asks for a stop, from outside: the terminal goes back to the shell first. */
  readonly stop: () => void;
  /** The process runs again after a stop that it did not see coming: nothing on the screen can be relied on. */
  readonly continued: () => void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Listens for every way in which a program can see its end coming, until the returned function is called. */
export function watchEndings(host: Host, { end, stop, continued }: Reactions): () => void {
  const listeners: (readonly [string, (value: unknown) => void])[] = [
    ...SIGNALS.map((name) => [name, (): void => end({ kind: "signal", name })] as const),
    ["uncaughtException", (error: unknown): void => end({ kind: "error", error })],
    ["unhandledRejection", (error: unknown): void => end({ kind: "error", error })],
    ["exit", (): void => end({ kind: "signal", name: "exit" })],
  ];
  // Windows knows neither, and Node refuses to listen for one it does not know.
  if (host.stop !== null) listeners.push(["SIGTSTP", stop], ["SIGCONT", continued]);
  for (const [name, listener] of listeners) host.on(name, listener);
  return () => {
    for (const [name, listener] of listeners) host.off(name, listener);
  };
}
