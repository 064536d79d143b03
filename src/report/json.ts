import type { Report } from "../model/index.ts";
import { order, type Shape } from "./json-order.ts";

// JSON.stringify leaves these raw; on a terminal or in a diff they act. Escaped, the value is the same.
const acting = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** The report as JSON: key order as in the schema, two spaces, a final newline. The same report, the same bytes. */
export function renderJson(report: Report): string {
  const text = JSON.stringify(ordered(report, order), null, 2);
  return `${text.replace(acting, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`;
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
