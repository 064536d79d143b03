import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Surroundings } from "../attach/index.ts";

/** Shorter pauses are not told. */
const TOLD_MS = 5000;

/**
 * What attaching needs of this process.
 *
 * @param say receives a line for each long pause
 */
export function attachSurroundings(signal: AbortSignal, say: (text: string) => void): Surroundings {
  return {
    env: process.env,
    ghToken,
    signal,
    sleep: (ms, aborted) => {
      if (ms >= TOLD_MS) say(`waiting ${Math.ceil(ms / 1000)} s before the next try, as the service asks`);
      return sleep(ms, undefined, { signal: aborted });
    },
    random: Math.random,
    nowMs: () => Date.now(),
  };
}

/** https://cli.github.com/manual/gh_auth_token; what it says when there is none is not told on: it is not asked for. */
function ghToken(host: string): Promise<string | null> {
  return new Promise((resolve) => {
    execFile("gh", ["auth", "token", "--hostname", host], { timeout: 10_000 }, (error, stdout) => {
      resolve(error === null && stdout.trim() !== "" ? stdout.trim() : null);
    });
  });
}
