/** `rds-events.json`, as `aws rds describe-events` writes it. */
import { existsSync, readFileSync } from "node:fs";
import type { RdsEvent } from "./world.ts";

/** The events of a case; none when the file is absent. @throws {Error} when the file is not what the command writes */
export function readEvents(path: string): RdsEvent[] {
  if (!existsSync(path)) return [];
  const document: unknown = JSON.parse(readFileSync(path, "utf8"));
  const events = field(document, "Events");
  if (!Array.isArray(events)) throw new Error(`${path}: no Events`);
  return events.map((event: unknown) => ({
    source: text(event, "SourceIdentifier"),
    type: text(event, "SourceType"),
    message: text(event, "Message"),
    categories: (field(event, "EventCategories") ?? []) as string[],
    ms: Date.parse(text(event, "Date")),
  }));
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function text(value: unknown, name: string): string {
  const found = field(value, name);
  if (typeof found !== "string") throw new Error(`an event without ${name}`);
  return found;
}
