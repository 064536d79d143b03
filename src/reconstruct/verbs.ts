/** What a statement's text says about writing. `likely` = `COMMIT`; `unknown` = a call that may hide anything. */
export type WriteKind = "write" | "likely" | "unknown" | "read";

const WRITE_VERBS = new Set([
  "INSERT",
  "UPDATE",
  "DELETE",
  "MERGE",
  "TRUNCATE",
  "CREATE",
  "ALTER",
  "DROP",
  "GRANT",
  "REVOKE",
  "REFRESH",
  "REINDEX",
  "VACUUM",
  "CLUSTER",
  "COMMENT",
  "LOCK",
  "REASSIGN",
  "IMPORT",
  "SECURITY",
  "NOTIFY",
]);
/** Of these one is in every text whose statement writes. */
const WRITE_WORDS = new RegExp([...WRITE_VERBS, "SHARE", "NEXTVAL", "SETVAL", "INTO", "COPY"].join("|"), "i");
/** The same for what begins with SELECT, VALUES or TABLE. */
const CLAUSE_WORDS = /\bFOR\b|nextval|setval|\bINTO\b/i;
const CALL = /^SELECT\s+[\w."]+\s*\(/i;
const UNKNOWN_VERBS = new Set(["CALL", "DO", "EXECUTE", "FETCH", "BIND", "PREPARE"]);

/** `EXPLAIN` and its options; what is explained follows. */
const EXPLAIN_OPTIONS = /^EXPLAIN(?:\s*\([^)]*\)|\s+(?:ANALY[SZ]E|VERBOSE)\b)*/i;
/** With ANALYZE the statement is executed, not only planned. */
const RUNS_IT = /\bANALY[SZ]E\b(?!\s+(?:false|off|0)\b)/i;

/** Longest text looked at: a verb stands in front, and a WITH names its own within a few kilobytes. */
const MAX_TEXT = 8192;

/** Whether a message can hold a statement that writes; most of an ordinary log's cannot. */
export function mayWrite(message: string): boolean {
  return WRITE_WORDS.test(message);
}

/**
 * Tells whether a statement writes, by its visible verb (P7): comments stripped, `WITH … INSERT/UPDATE/DELETE/MERGE`,
 * `COPY … FROM`, `SELECT … FOR UPDATE/SHARE`, `nextval`/`setval`. A truncated text is judged by what is left of it.
 */
export function writeKind(statement: string): WriteKind {
  const text = withoutComments(statement.slice(0, MAX_TEXT)).trimStart();
  const verb = /^[A-Za-z]+/.exec(text)?.[0].toUpperCase() ?? "";
  if (WRITE_VERBS.has(verb)) return "write";
  if (UNKNOWN_VERBS.has(verb)) return "unknown";
  if (verb === "COMMIT" || verb === "END") return "likely";
  if (verb === "EXPLAIN") {
    const options = EXPLAIN_OPTIONS.exec(text)?.[0] ?? "";
    return RUNS_IT.test(options) ? writeKind(text.slice(options.length)) : "read";
  }
  const copied = /^COPY\s*\(/i.exec(text);
  if (copied !== null) return writeKind(text.slice(copied[0].length)); // COPY (query) TO
  if (verb === "SELECT" && !CLAUSE_WORDS.test(text) && !CALL.test(text)) return "read";
  const bare = withoutLiterals(text);
  if (verb === "COPY") return /\bFROM\b/i.test(bare) ? "write" : "read";
  if (verb === "WITH") return /\b(?:INSERT|UPDATE|DELETE|MERGE)\b/i.test(bare) ? "write" : "read";
  if (verb === "SELECT" || verb === "VALUES" || verb === "TABLE") {
    if (/\bFOR\s+(?:NO\s+KEY\s+UPDATE|UPDATE|KEY\s+SHARE|SHARE)\b/i.test(bare)) return "write";
    if (/\b(?:nextval|setval)\s*\(/i.test(bare)) return "write";
    if (/\bINTO\b/i.test(bare)) return "write";
    return verb === "SELECT" && CALL.test(bare) && !/\bFROM\b/i.test(bare) ? "unknown" : "read";
  }
  return verb === "" ? "unknown" : "read";
}

function withoutComments(text: string): string {
  let rest = text;
  for (;;) {
    const trimmed = rest.trimStart();
    if (trimmed.startsWith("--")) {
      const newline = trimmed.indexOf("\n");
      rest = newline === -1 ? "" : trimmed.slice(newline + 1);
    } else if (trimmed.startsWith("/*")) {
      const close = trimmed.indexOf("*/");
      rest = close === -1 ? "" : trimmed.slice(close + 2);
    } else return trimmed;
  }
}

/** String literals out, so that words inside them are not taken for clauses. An unterminated one ends the text. */
function withoutLiterals(text: string): string {
  return text.replace(/'(?:[^']|'')*(?:'|$)/g, "''");
}

/** Literals, numbers and blanks stripped: equal for two runs of the same statement (P18). */
export function statementFingerprint(statement: string): string {
  return withoutLiterals(withoutComments(statement.slice(0, MAX_TEXT)))
    .replace(/\$\d+|\b\d+(?:\.\d+)?\b/g, "?")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}
