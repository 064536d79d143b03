/** A field of a JSON object as it is written; offsets into the text. */
export interface WrittenField {
  readonly key: string;
  /** First and behind the last character of the value. */
  readonly start: number;
  readonly end: number;
}

const plainKey = /"([^"\\]*)"[ \t\r]*:[ \t\r]*/y;

/**
 * The fields of `text`, a line that is known to be one JSON object; null when a key has escapes or stands twice: which
 * field a reader sees then is not told by its place.
 */
export function writtenFields(text: string): readonly WrittenField[] | null {
  const fields: WrittenField[] = [];
  let at = skipBlanks(text, 1);
  if (text[at] === "}") return fields;
  for (;;) {
    plainKey.lastIndex = at;
    const key = plainKey.exec(text);
    if (key === null || fields.some((field) => field.key === key[1])) return null;
    const start = at + key[0].length;
    const end = valueEnd(text, start);
    fields.push({ key: key[1] ?? "", start, end });
    at = skipBlanks(text, end);
    if (text[at] !== ",") return fields;
    at = skipBlanks(text, at + 1);
  }
}

function skipBlanks(text: string, at: number): number {
  while (" \t\r".includes(text[at] ?? "x")) at++;
  return at;
}

/** Behind the value at `start`, less the blanks that follow it. */
function valueEnd(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  let at = start;
  for (; at < text.length; at++) {
    const c = text[at];
    if (quoted) {
      if (c === "\\") at++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === "{" || c === "[") depth++;
    else if (c === "}" || c === "]") {
      if (depth === 0) break;
      depth--;
    } else if (c === "," && depth === 0) break;
  }
  while (at > start && " \t\r".includes(text[at - 1] ?? "x")) at--;
  return at;
}
