import { objectOf, textOf } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { isSqlstate } from "./fields.ts";

/** Fields that hold an error or its stack, of all loggers of the first set. */
const errorKeys =
  "err error exception exc exc_info exc_text thrown cause stack_trace stackTrace stack stacktrace errorVerbose traceback error_message errorMessage error.type error.message error.stack_trace".split(
    " ",
  );
const nestedKeys = ["cause", "original", "parent", "inner", "previous", "errors", "aggregateErrors"];
const depthLimit = 5;
const partLimit = 64;

/** What a JSON line says about an error: messages and stacks, causes after them, nothing twice, 64 texts at most. Null when it says nothing. */
export function errorText(data: JsonObject): string | null {
  const parts: string[] = [];
  for (const key of errorKeys) if (Object.hasOwn(data, key)) collect(data[key], parts, 0);
  return parts.length === 0 ? null : parts.join("\n");
}

function collect(value: unknown, parts: string[], depth: number): void {
  if (
    depth > depthLimit ||
    parts.length >= partLimit ||
    value === null ||
    value === undefined ||
    typeof value === "boolean"
  )
    return;
  if (Array.isArray(value)) {
    for (const item of value.slice(0, 20)) collect(item, parts, depth + 1);
    return;
  }
  const object = objectOf(value);
  if (object === null) push(textOf(value), parts);
  else collectObject(object, parts, depth);
}

function collectObject(error: JsonObject, parts: string[], depth: number): void {
  const type = textOf(error["type"] ?? error["name"] ?? error["class"] ?? error["exc_type"]);
  const message = textOf(error["message"] ?? error["msg"] ?? error["exc_value"] ?? error["localizedMessage"]);
  const stack = textOf(error["stack"] ?? error["stack_trace"] ?? error["stackTrace"] ?? error["extendedStackTrace"]);
  if (message !== null && !(stack ?? "").includes(message))
    push(type === null ? message : `${type}: ${message}`, parts);
  push(stack, parts);
  const code = textOf(error["code"]);
  const state: boolean = isSqlstate(code);
  if (code !== null && !state && !parts.some((part) => part.includes(code))) push(`code: ${code}`, parts);
  for (const key of nestedKeys) if (Object.hasOwn(error, key)) collect(error[key], parts, depth + 1);
}

function push(text: string | null, parts: string[]): void {
  if (text !== null && !parts.some((part) => part.includes(text))) parts.push(text);
}
