/** What of the process and the world is needed; `cli` hands it in, tests hand in their own. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The token that GitHub's own tool is signed in with at a host; null for none, or no such tool. */
  readonly ghToken: (host: string) => Promise<string | null>;
  readonly signal: AbortSignal;
  /** Resolves after so many ms; rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** 0…1, for the spread of pauses. */
  readonly random: () => number;
  /** Epoch ms. */
  readonly nowMs: () => number;
}
