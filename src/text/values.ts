import type { Glance } from "./glance.ts";
import { groupRanges, matches, type Replacement, type Searched, searched, worthTrying } from "./replacement.ts";

// Values that PostgreSQL and object mappers quote outside SQL. Each ends where its message ends; a message that was
// cut ends with the text.
const quoted: readonly Searched[] = [
  // DETAIL of constraint violations (ri_triggers.c, nbtinsert.c, execIndexing.c)
  searched(
    ["key ("],
    /\bKey \([^\n]*?\)=\((?<value>[\s\S]*?)(?:\)(?= (?:already exists|is not present in table|is still referenced from|conflicts with existing key|is duplicated))|$)/dgi,
  ),
  searched(
    ["conflicts with existing key ("],
    /\bconflicts with existing key \([^\n]*?\)=\((?<value>[\s\S]*?)(?:\)\.(?=\s*(?:[\n;\]"']|$))|$)/dgi,
  ),
  searched(["row contains ("], /\brow contains \((?<value>[\s\S]*?)(?:\)\.?(?=\s*(?:[\n;\]"']|$))|$)/dgi),
  searched(
    ["failing row contains ("],
    /\bfailing row contains \([^)\n]*\) = \((?<value>[\s\S]*?)(?:\)\.?(?=\s*(?:[\n;\]"']|$))|$)/dgi,
  ),
  // `invalid input syntax for type integer: "…"`, `invalid value for parameter "x": "…"`, `… out of range: "…"`
  searched(
    ["invalid", "malformed", "unrecognized", "could not parse", "out of range", "not a valid"],
    /\b(?:invalid|malformed|unrecognized|could not parse|out of range|not a valid)\b[^:\n]*: "(?<value>[\s\S]*?)(?:"(?= at character \d+|\s*\n|\s*$)|$)/dgi,
  ),
  searched(['value "'], /\bvalue "(?<value>[\s\S]*?)(?:"(?= is out of range| is not| for )|$)/dg),
  searched(['at or near "'], /\bat or near "(?<value>[\s\S]*?)(?:"(?= at character \d+|\s*\n|\s*$)|$)/dgi),
  searched(['token "'], /\bToken "(?<value>[\s\S]*?)(?:"(?= is invalid)|$)/dg),
  searched(["json data, line "], /\bJSON data, line \d+: (?<value>[\s\S]*)/dg),
  // COPY's context
  searched(["copy "], /\bCOPY [^\n]*?line \d+(?:, column [^:\n]+)?: "(?<value>[\s\S]*?)(?:"(?=\s*\n|\s*$)|$)/dg),
  // Hibernate, Rails
  searched(["binding parameter "], /\bbinding parameter [^\n]*?(?:- |<- )\[(?<value>[^\n]*?)(?:\](?=\s*\n|\s*$)|$)/dg),
  searched(['[["'], /(?<=\s)\[\["(?<value>[\s\S]*?)(?:\]\]|$)/dg),
];

const lists: readonly Searched[] = [
  searched(
    ["bind", "param", "arg", "values", "vars"],
    /\b(?:bindings|bind_?params|parameters|params|args|arguments|values|vars)["']?\s*[:=]\s*(?=[[({])/gi,
  ),
  searched(["prisma:params"], /\bprisma:params\s+(?=\[)/g),
];

/**
 * Values of rows, parameters and faulty input that a message quotes.
 */
export function quotedValues(text: string, glance: Glance): Replacement[] {
  const found = worthTrying(quoted, glance).flatMap((pattern) => groupRanges(text, pattern, "literal"));
  let from = 0;
  for (const match of worthTrying(lists, glance).flatMap((pattern) => [...matches(text, pattern)])) {
    const open = match.index + match[0].length;
    if (open < from) continue;
    const end = closing(text, open);
    if (end > open + 1) found.push({ start: open + 1, end, class: "literal" });
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
