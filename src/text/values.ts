import { groupRanges, type Replacement } from "./replacement.ts";

// Values that PostgreSQL and object mappers quote outside SQL. Each ends where its message ends; a message that was
// cut ends with the text.
const quoted: readonly RegExp[] = [
  // DETAIL of constraint violations (ri_triggers.c, nbtinsert.c, execIndexing.c)
  /\bKey \([^\n]*?\)=\((?<value>[\s\S]*?)(?:\)(?= (?:already exists|is not present in table|is still referenced from|conflicts with existing key|is duplicated))|$)/dgi,
  /\bconflicts with existing key \([^\n]*?\)=\((?<value>[\s\S]*?)(?:\)\.(?=\s*(?:[\n;\]"']|$))|$)/dgi,
  /\brow contains \((?<value>[\s\S]*?)(?:\)\.?(?=\s*(?:[\n;\]"']|$))|$)/dgi,
  /\bfailing row contains \([^)\n]*\) = \((?<value>[\s\S]*?)(?:\)\.?(?=\s*(?:[\n;\]"']|$))|$)/dgi,
  // `invalid input syntax for type integer: "…"`, `invalid value for parameter "x": "…"`, `… out of range: "…"`
  /\b(?:invalid|malformed|unrecognized|could not parse|out of range|not a valid)\b[^:\n]*: "(?<value>[\s\S]*?)(?:"(?= at character \d+|\s*\n|\s*$)|$)/dgi,
  /\bvalue "(?<value>[\s\S]*?)(?:"(?= is out of range| is not| for )|$)/dg,
  /\bat or near "(?<value>[\s\S]*?)(?:"(?= at character \d+|\s*\n|\s*$)|$)/dgi,
  /\bToken "(?<value>[\s\S]*?)(?:"(?= is invalid)|$)/dg,
  /\bJSON data, line \d+: (?<value>[\s\S]*)/dg,
  // COPY's context
  /\bCOPY [^\n]*?line \d+(?:, column [^:\n]+)?: "(?<value>[\s\S]*?)(?:"(?=\s*\n|\s*$)|$)/dg,
  // Hibernate, Rails
  /\bbinding parameter [^\n]*?(?:- |<- )\[(?<value>[^\n]*?)(?:\](?=\s*\n|\s*$)|$)/dg,
  /(?<=\s)\[\["(?<value>[\s\S]*?)(?:\]\]|$)/dg,
];

const list = /\b(?:bindings|bind_?params|parameters|params|args|arguments|values|vars)["']?\s*[:=]\s*(?=[[({])/gi;

/** Values of rows, parameters and faulty input that a message quotes. */
export function quotedValues(text: string): Replacement[] {
  const found = quoted.flatMap((pattern) => groupRanges(text, pattern, "?"));
  let from = 0;
  for (const match of text.matchAll(list)) {
    const open = match.index + match[0].length;
    if (open < from) continue;
    const end = closing(text, open);
    if (end > open + 1) found.push({ start: open + 1, end, mark: "?" });
    from = end;
  }
  return found;
}

/** Where the bracket at `open` closes (strings skipped), or the end of the text. */
function closing(text: string, open: number): number {
  let depth = 0;
  let quote = "";
  for (let i = open; i < text.length; i++) {
    const c = text.charAt(i);
    if (quote !== "") {
      if (c === "\\") i++;
      else if (c === quote) quote = "";
    } else if (c === "'" || c === '"') quote = c;
    else if ("[({".includes(c)) depth++;
    else if ("])}".includes(c) && --depth === 0) return i;
  }
  return text.length;
}
