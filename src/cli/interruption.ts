import { Exit } from "./exit.ts";

/** A run that SIGINT, SIGTERM or SIGHUP ends in order; the second signal ends it at once. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Whether a signal came; false when the run stopped itself. */
  interrupted(): boolean;
  /** Stops everything that runs, without a signal. */
  stop(): void;
  /** Takes the handlers away. */
  end(): void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** @param say receives one line when the first signal comes */
export function interruption(say: (text: string) => void): Interruption {
  const controller = new AbortController();
  let came = false;
  const onSignal = (): void => {
    if (came) {
      // In-flight work is left as it is: that is what the journal is for.
      process.exit(Exit.interrupted);
    }
    came = true;
    say("interrupted: ending in order; once more ends at once");
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    interrupted: () => came,
    stop: () => {
      controller.abort();
    },
    end: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
