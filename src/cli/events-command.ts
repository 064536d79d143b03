import { eventLines } from "../analyze/index.ts";
import { type EventFormat, eventWriter } from "../report/index.ts";
import type { Evidence } from "../sources/index.ts";
import { askedWindow } from "./asked-window.ts";
import { withCase } from "./case-input.ts";
import { Exit } from "./exit.ts";
import { interruption } from "./interruption.ts";
import { regexOption } from "./regex-option.ts";
import { streamWhole, writeAll } from "./output.ts";
import type { EventsArguments } from "./arguments.ts";
import { openReading } from "./read-progress.ts";
import { scanSettings } from "./scan-settings.ts";

/** Characters collected before a write: one system call a line would be slower than the analysis. */
const CHUNK = 64 * 1024;

/** `postmortem events`: every record in timeline order, in the format asked for. */
export async function eventsCommand(paths: readonly string[], options: EventsArguments): Promise<Exit> {
  const regex = options.grep === undefined ? null : regexOption("--grep", options.grep);
  const matches = regex === null ? null : (text: string): boolean => regex.test(text);
  const window = await askedWindow(options, Date.now());
  const settings = { ...scanSettings(options), window, reveal: new Set(options.reveal) };
  const use = async (evidence: Evidence): Promise<Exit> => {
    const reading = openReading(options.quiet);
    // What is printed and what is drawn may be on one screen.
    const progress = {
      ...reading,
      ended: () => {
        reading.end();
      },
    };
    const filter = { instance: options.instance ?? null, matches };
    const pieces = written(eventLines(evidence, { ...settings, progress }, filter), options.format);
    if (options.out !== undefined && options.out !== "-") return toFile(options.out, pieces);
    for await (const piece of pieces) await writeAll(process.stdout, piece);
    return Exit.ok;
  };
  return withCase(paths, use, window);
}

type Lines = ReturnType<typeof eventLines>;

/** Rows as text of at least a chunk each; says at the end what the format could not hold. */
async function* written(lines: Lines, format: EventFormat): AsyncIterable<string> {
  const writer = eventWriter(format);
  let chunk = writer.head;
  for await (const line of lines) {
    chunk += writer.write(line);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = "";
  }
  yield chunk + writer.end();
  const left = writer.leftOut();
  if (left > 0) {
    process.stderr.write(
      `${left} ${left === 1 ? "record without a time was" : "records without a time were"} left out: ${format} cannot hold them; --format jsonl keeps them in their place\n`,
    );
  }
}

async function toFile(path: string, pieces: AsyncIterable<string>): Promise<Exit> {
  const stopping = interruption((text) => process.stderr.write(`${text}\n`));
  try {
    return (await streamWhole(path, pieces, stopping.signal)) ? Exit.ok : Exit.interrupted;
  } finally {
    stopping.end();
  }
}
