import { defaultOptions, eventLines } from "../analyze/index.ts";
import { withCase } from "./case-input.ts";
import { Exit, UserError } from "./exit.ts";
import { writeAll } from "./output.ts";
import type { EventsArguments } from "./program.ts";

/** Characters collected before a write: one system call a line would be slower than the analysis. */
const CHUNK = 64 * 1024;

/** `postmortem events`: every record, one JSON object a line, in timeline order. */
export async function eventsCommand(paths: readonly string[], options: EventsArguments): Promise<Exit> {
  const matches = matcher(options.grep);
  return withCase(paths, async (evidence) => {
    let chunk = "";
    const settings = { ...defaultOptions, inputZones: options.inputTz };
    for (const line of eventLines(evidence, settings, { instance: options.instance ?? null, matches })) {
      chunk += `${JSON.stringify(line)}\n`;
      if (chunk.length < CHUNK) continue;
      await writeAll(process.stdout, chunk);
      chunk = "";
    }
    await writeAll(process.stdout, chunk);
    return Exit.ok;
  });
}

/**
 * A user's regular expression must not freeze a run: it is accepted only if V8's linear-time engine compiles it.
 *
 * @throws {UserError} when it does not
 */
function matcher(pattern: string | undefined): ((text: string) => boolean) | null {
  if (pattern === undefined) return null;
  let regex: RegExp;
  try {
    regex = new RegExp(pattern);
  } catch (error) {
    throw new UserError(`--grep: ${error instanceof Error ? error.message : String(error)}`, null, { cause: error });
  }
  try {
    // eslint-disable-next-line no-invalid-regexp -- the flag exists behind the V8 option set in `linear-regex.ts`
    const linear = new RegExp(pattern, "l");
    return (text) => linear.test(text);
  } catch {
    return (text) => regex.test(text);
  }
}
