import type { Report } from "../model/index.ts";
import { order, type Shape } from "./json-order.ts";
import { jsonText } from "./json-text.ts";

/** The report as JSON: key order as in the schema, two spaces, a final newline. The same report, the same bytes. */
export function renderJson(report: Report): string {
  return `${jsonText(ordered(report, order), 2)}\n`;
}

function ordered(value: unknown, shape: Shape): unknown {
  if (Array.isArray(value)) return value.map((element) => ordered(element, shape));
  if (typeof value !== "object" || value === null) return value;
  const object = value as Readonly<Record<string, unknown>>;
  const named = shape === null ? [] : Object.keys(shape).filter((key) => Object.hasOwn(object, key));
  const others = Object.keys(object)
    .filter((key) => !named.includes(key))
    .sort();
  // A null prototype: names such as `__proto__` come from data and stay keys.
  const result: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const key of [...named, ...others]) result[key] = ordered(object[key], shape?.[key] ?? null);
  return result;
}
