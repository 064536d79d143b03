/** A JSON object as parsed: nothing about its fields is known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** `value` as an object, or null (arrays are none). */
export function objectOf(value: unknown): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** A field as text: strings as they are, numbers and objects as JSON, null for absent and empty ones. */
export function textOf(value: unknown): string | null {
  if (typeof value === "string") return value === "" ? null : value;
  if (value === null || value === undefined) return null;
  return JSON.stringify(value);
}

/** The first of `keys` that `data` has a non-null value for; a dotted key is also looked up as a path (ECS). */
export function firstOf(data: JsonObject, keys: readonly string[]): unknown {
  for (const key of keys) {
    if (Object.hasOwn(data, key) && data[key] !== null) return data[key];
    const dot = key.indexOf(".");
    if (dot > 0) {
      const inner = objectOf(data[key.slice(0, dot)]);
      const rest = key.slice(dot + 1);
      if (inner !== null && Object.hasOwn(inner, rest) && inner[rest] !== null) return inner[rest];
    }
  }
  return undefined;
}

/** A line as a JSON object. `repaired` when its end was missing and the fields before the damage were used. */
export function parseLine(text: string): { readonly object: JsonObject; readonly repaired: boolean } | null {
  if (!text.startsWith("{")) return null;
  const whole = parse(text);
  if (whole !== null) return { object: whole, repaired: false };
  const cut = lastWholeField(text);
  const object = cut > 0 ? parse(`${text.slice(0, cut)}}`) : null;
  return object === null ? null : { object, repaired: true };
}

function parse(text: string): JsonObject | null {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return null; // not JSON: the line is text, and says so by being read as text
  }
}

/** Where the last complete field of an object whose end is missing ends, 0 for none. */
function lastWholeField(text: string): number {
  let depth = 0;
  let quoted = false;
  let end = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (quoted) {
      if (c === 92) i++;
      else if (c === 34) quoted = false;
    } else if (c === 34) quoted = true;
    else if (c === 123 || c === 91) depth++;
    else if (c === 125 || c === 93) {
      depth--;
      if (depth === 0) return 0; // complete, and yet not JSON: damaged inside, not at its end
    } else if (c === 44 && depth === 1) end = i;
  }
  return end;
}
