/** Quantifiers that let what stands before them occur no time at all. */
const OPTIONAL = /^(?:[*?]|\{0*[,}]|\{0+,)/;

/**
 * The longest text that every match of a pattern contains; "" when none is sure. A search for it rules most lines out
 * long before the linear-time engine, which is some twenty times slower, is asked.
 */
export function requiredLiteral(pattern: string): string {
  let longest = "";
  let run = "";
  let depth = 0;
  const cut = (): void => {
    if (run.length > longest.length) longest = run;
    run = "";
  };
  for (let i = 0; i < pattern.length;) {
    const { length, literal } = atomAt(pattern, i);
    const char = pattern[i] ?? "";
    if (char === "(") depth++;
    if (char === ")") depth--;
    // An alternative outside of groups: nothing is required of all.
    if (char === "|" && depth === 0) return "";
    const rest = pattern.slice(i + length, i + length + 8);
    i += length;
    if (depth > 0 || literal === null) {
      cut();
      continue;
    }
    if (OPTIONAL.test(rest)) {
      cut();
      continue;
    }
    run += literal;
    // Repeated: what follows does not stand next to this one.
    if (rest.startsWith("+") || rest.startsWith("{")) cut();
  }
  cut();
  return longest;
}

/** What stands at `i`: its length, and the character it means when it means exactly one. */
function atomAt(pattern: string, i: number): { readonly length: number; readonly literal: string | null } {
  const char = pattern[i] ?? "";
  if (char === "\\") {
    const next = pattern[i + 1] ?? "";
    // Letters and digits after a backslash are classes, assertions, references or codes.
    return /^[A-Za-z0-9]?$/.test(next)
      ? { length: escapeLength(pattern, i), literal: null }
      : { length: 2, literal: next };
  }
  if (char === "[") {
    let end = i + 1;
    while (end < pattern.length && pattern[end] !== "]") end += pattern[end] === "\\" ? 2 : 1;
    return { length: end - i + 1, literal: null };
  }
  if (char === "{") {
    const quantifier = /^\{\d*,?\d*\}/.exec(pattern.slice(i, i + 16))?.[0];
    return { length: quantifier?.length ?? 1, literal: null };
  }
  return { length: 1, literal: "^$.*+?()|}]".includes(char) ? null : char };
}

/** `\x41`, `\u0041`, `\cA`, `\k<name>`: their letters are no text. */
function escapeLength(pattern: string, i: number): number {
  return (
    /^\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|c[A-Za-z]|k<[^>]*>|\d+|.?)/su.exec(pattern.slice(i, i + 80))?.[0].length ?? 2
  );
}
