import type { AppWrapper } from "../format.ts";
import { parseStamp } from "../stamp.ts";

/** Docker cuts lines at 16 KiB; a shorter text without newline was stripped by a shipper and is whole. */
const splitAt = 16_000;

/** Docker's json-file log driver: one JSON object a line, the payload in `log` with its newline. */
export const dockerJsonFile: AppWrapper = {
  id: "docker-json-file",
  title: "Docker json-file",
  references: ["https://docs.docker.com/engine/logging/drivers/json-file/"],
  unwrap: (line) => {
    if (!line.text.startsWith('{"log":"')) return null;
    const json = line.json();
    if (json === null) return null;
    const { log, stream, time, date } = json;
    if (typeof log !== "string" || typeof time !== "string" || date !== undefined) return null;
    const whole = log.endsWith("\n");
    return {
      text: whole ? log.slice(0, -1) : log,
      stamp: parseStamp(time),
      key: null,
      channel: typeof stream === "string" ? stream : "",
      partial: !whole && log.length >= splitAt,
    };
  },
  samples: {
    matches: [
      {
        line: '{"log":"INFO:importer.db:processed 40 jobs (worker=1)\\n","stream":"stderr","time":"2026-11-21T18:53:56.640827089Z"}',
        text: "INFO:importer.db:processed 40 jobs (worker=1)",
        time: "2026-11-21T18:53:56.640827Z",
      },
      {
        line: '{"log":"\\n","stream":"stdout","time":"2026-11-21T19:06:32.66Z"}',
        text: "",
        time: "2026-11-21T19:06:32.660Z",
      },
      {
        line: '{"log":"\\u001b[31mfailed\\u001b[0m\\n","stream":"stdout","attrs":{"tag":"a"},"time":"2026-11-21T19:06:32Z"}',
        text: "\u001b[31mfailed\u001b[0m",
        time: "2026-11-21T19:06:32Z",
      },
    ],
    ignores: [
      {
        line: '{"date":"2026-11-21T19:06:32.660000Z","stream":"stdout","log":"started"}',
        why: "Fluent Bit: the key order and `date` differ",
      },
      { line: '{"log":{"level":"info"},"stream":"stdout","time":"2026-11-21T19:06:32Z"}', why: "`log` is not text" },
      { line: '{"log":"started\\n","stream":"stdout"}', why: "no time: not what the driver writes" },
    ],
  },
};
