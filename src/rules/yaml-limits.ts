import type * as yaml from "yaml";

/** Characters of a rule file. */
export const MAX_FILE = 1024 * 1024;
/** No rule needs more; a parser's time grows with a high power of the depth. */
const MAX_FLOW_DEPTH = 16;
const MAX_INDENT = 100;
/** Words, marks and line ends: some 4,000 lines of rules. */
const MAX_TOKENS = 100_000;

/** What a rule file uses that it may not, and where. */
export interface Forbidden {
  readonly line: number;
  readonly what: string;
}

const FORBIDDEN: Readonly<Record<string, string>> = {
  alias: "an alias (*name)",
  anchor: "an anchor (&name)",
  tag: "a tag (!name)",
  "directive-line": "a directive (%)",
  "explicit-key-ind": "a key that begins with `? `",
};

/**
 * Looks through the tokens of a file before it is parsed: aliases make files explode, and the parser needs minutes for
 * a kilobyte of nested `? - ` (yaml 2.9). The lexer alone takes time in proportion to the file.
 */
export function forbidden(lexer: typeof yaml, text: string): Forbidden | null {
  let line = 1;
  let flow = 0;
  let indent = 0;
  let leading = true;
  let scalar = false;
  let tokens = 0;
  for (const token of new lexer.Lexer().lex(text)) {
    const type = scalar ? "scalar" : lexer.CST.tokenType(token);
    // The lexer announces a plain or block scalar; its text is the next token.
    scalar = token === lexer.CST.SCALAR;
    if (scalar || token === lexer.CST.DOCUMENT) continue;
    if (++tokens > MAX_TOKENS) return { line, what: "more than a rule file needs: split it" };
    const what = FORBIDDEN[type ?? ""];
    if (what !== undefined) return { line, what: `${what}, which rules do not need` };
    if (type === "flow-seq-start" || type === "flow-map-start") flow++;
    else if (type === "flow-seq-end" || type === "flow-map-end") flow--;
    else if (type === "doc-start" || type === "doc-end") flow = 0;
    if (flow > MAX_FLOW_DEPTH) return { line, what: `more than ${MAX_FLOW_DEPTH} brackets inside each other` };
    if (leading && (type === "space" || type === "seq-item-ind")) indent += token.length;
    else leading = false;
    if (indent > MAX_INDENT) return { line, what: `a line indented by more than ${MAX_INDENT} columns` };
    for (let at = token.indexOf("\n"); at !== -1; at = token.indexOf("\n", at + 1)) line++;
    if (type === "newline") [indent, leading] = [0, true];
  }
  return null;
}
