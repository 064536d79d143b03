import type { Level } from "../../model/index.ts";
import { errorText } from "./error-text.ts";
import type { Head } from "./format.ts";
import { textOf } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { stampOf } from "./stamp.ts";

/** The head of a JSON line whose format has told where time, level and message are. */
export function jsonHead(data: JsonObject, time: unknown, level: Level, message: unknown): Head {
  const error = errorText(data);
  const text = textOf(message) ?? (error === null ? "" : (error.split("\n", 1)[0] ?? ""));
  return { stamp: stampOf(time), level, message: text, error: error === text ? null : error, data };
}
