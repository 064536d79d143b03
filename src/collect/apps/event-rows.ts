import type { LogEvent } from "../cloudwatch-logs/filter.ts";

/**
 * Events are kept as the CSV that Logs Insights exports: `@timestamp,@message,@logStream`, every cell quoted. Other
 * forms lose something or do not stream: plain lines lose the event's time, which is the only one where a message has
 * none; a time in front of each line loses where a message of several lines ends; one JSON document of hundreds of MB
 * is read whole or not at all. A row holds one message byte for byte, quotes doubled; the analyzer reads rows in one
 * pass, takes the time from the row where the message has none, and the client from the stream.
 */
export const eventHeader = "@timestamp,@message,@logStream\n";

/** One event as a row. */
export function eventRow({ ms, message, stream }: LogEvent): string {
  return `"${insightsTime(ms)}","${quotesDoubled(message)}","${quotesDoubled(stream)}"\n`;
}

/** `2026-11-21 19:06:41.957`, UTC. */
function insightsTime(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ").slice(0, 23);
}

function quotesDoubled(text: string): string {
  return text.includes('"') ? text.replaceAll('"', '""') : text;
}
