import { eventLines } from "../analyze/index.ts";
import type { Evidence } from "../sources/index.ts";
import { askedWindow } from "./asked-window.ts";
import { withCase } from "./case-input.ts";
import { Exit } from "./exit.ts";
import { regexOption } from "./regex-option.ts";
import { writeAll } from "./output.ts";
import type { EventsArguments } from "./program.ts";
import { openReading } from "./read-progress.ts";
import { scanSettings } from "./scan-settings.ts";

/** Characters collected before a write: one system call a line would be slower than the analysis. */
const CHUNK = 64 * 1024;

/** `postmortem events`: every record, one JSON object a line, in timeline order. */
export async function eventsCommand(paths: readonly string[], options: EventsArguments): Promise<Exit> {
  const regex = options.grep === undefined ? null : regexOption("--grep", options.grep);
  const matches = regex === null ? null : (text: string): boolean => regex.test(text);
  const window = await askedWindow(options, Date.now());
  const settings = { ...scanSettings(options), window, reveal: new Set(options.reveal) };
  const use = async (evidence: Evidence): Promise<Exit> => {
    let chunk = "";
    const reading = openReading(options.quiet);
    // What is printed and what is drawn may be on one screen.
    const progress = {
      ...reading,
      ended: () => {
        reading.end();
      },
    };
    for await (const line of eventLines(
      evidence,
      { ...settings, progress },
      { instance: options.instance ?? null, matches },
    )) {
      chunk += `${JSON.stringify(line)}\n`;
      if (chunk.length < CHUNK) continue;
      await writeAll(process.stdout, chunk);
      chunk = "";
    }
    await writeAll(process.stdout, chunk);
    return Exit.ok;
  };
  return withCase(paths, use, window);
}
