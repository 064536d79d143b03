import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { UserError } from "./exit.ts";

/**
 * Asks a question on the terminal; only `y` and `yes` are a yes.
 *
 * @param signal ends the question: it rejects then
 * @throws {UserError} where nobody can answer
 */
export async function agreed(question: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new UserError("nobody can be asked here whether to post", "--yes posts without asking.");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // While a line is read, Ctrl+C is a key and no signal.
  terminal.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    const answer = terminal.question(`${question} [y/N] `, { signal });
    const ended = once(terminal, "close").then(() => "");
    return /^y(?:es)?$/i.test((await Promise.race([answer, ended])).trim());
  } finally {
    terminal.close();
  }
}
