/**
 * How a line leads up to the text of an error: a class (`psycopg2.errors.ReadOnlySqlTransaction: `, `PG::Error: `), a
 * label (`ERROR:  `, pgbouncer's `FATAL `), a class in parentheses as SQLAlchemy and Postgrex have it, the short names
 * of drivers (`pq: `, `error: `), Npgsql's SQLSTATE, PDO's status, Go's `server error (`.
 */
const leadIn =
  /(?:(?:[\w$]+(?:\.|::))+[\w$]+(?: \[\w{5}\])?: |[\w$]*(?:Error|Exception|Transaction|Shutdown|Failure|Timeout|Conflict|Refused|NotExist)\w*(?: \[\w{5}\])?: |(?:ERROR|FATAL|PANIC|WARNING|NOTICE):? {1,2}|\([\w$.:]+\)(?: <class '[\w.]+'>:)? |\b(?:error|pq|cause|reason): |\b[0-9A-Z]{5}: |\b[a-z]+ error \(|\(0x[0-9A-F]{8}\): |: \d+ {1,2}|PQconsumeInput\(\) )$/;

/** A quotation that holds an error and not a piece of somebody's prose. */
const quotedField = /\b(?:message|msg|errmsg|error|err|reason|cause|exception)\\?["']?\s?[:=]?\s?\\?["'`]$/i;

/** Words that make the text before a colon the announcement of an error. */
const announced =
  /\b(?:error|err|exception|fail\w*|unable|could(?: not|n't)|cannot|can't|reason|caused?|attempts?|retry\w*|retries|abort\w*|rollback|refused|rejected|lost|problem|crash\w*|panic|fatal|warn\w*)\b[^"'`\n]*[:)>-] {0,2}$/i;

/** Documents about incidents quote the same texts: notes, pages, searches. */
const document =
  /\b(?:notes?|wiki|runbooks?|playbooks?|documents?|pages?|articles?|search\w*|index(?:ed|ing)|tickets?|comments?|titles?|examples?)\b[^:\n]*: {0,2}$/i;

/** knex and MikroORM put the statement and " - " before the server's text. */
const afterStatement =
  /(?:^|: )(?:select|insert|update|delete|merge|with|begin|commit|create|alter|drop|truncate|lock|call)\b[^\n]* - $/i;

/** How far back a lead-in is looked for. */
const LEAD = 240;

/**
 * Whether `text` says `wording` as an error does: at its beginning, at the beginning of a line, or after something that
 * leads up to an error. A text that is quoted in prose, searched for or kept as a note is not said.
 *
 * @param wording with the flag `g`
 */
export function says(text: string, wording: RegExp): boolean {
  return somewhere(text, wording, isSaid);
}

/** Whether `wording` occurs outside of bare quotation marks and notes. For words that prose seldom has, such as ECONNREFUSED. */
export function mentions(text: string, wording: RegExp): boolean {
  return somewhere(text, wording, isMentioned);
}

/** `matchAll` copies the expression for every text; this uses it as it is. */
function somewhere(text: string, wording: RegExp, accept: (text: string, at: number) => boolean): boolean {
  wording.lastIndex = 0;
  for (let found = wording.exec(text); found !== null; found = wording.exec(text)) {
    if (accept(text, found.index)) return true;
  }
  return false;
}

function isMentioned(text: string, at: number): boolean {
  const before = lineBefore(text, at);
  return !isQuoted(before) && !document.test(before);
}

function lineBefore(text: string, at: number): string {
  const line = text.lastIndexOf("\n", at - 1) + 1;
  return text.slice(at === 0 ? 0 : Math.max(line, at - LEAD), at);
}

function firstLine(text: string): string {
  const end = text.indexOf("\n");
  return text.slice(0, Math.min(end === -1 ? LEAD : end, LEAD));
}

function isSaid(text: string, at: number): boolean {
  let before = lineBefore(text, at);
  let led = false;
  for (let found = leadIn.exec(before); found !== null; found = leadIn.exec(before)) {
    before = before.slice(0, found.index);
    led = true;
  }
  if (before.trim() === "") return at === 0 || !document.test(firstLine(text));
  if (isQuoted(before)) return false;
  const aboutDocument = document.test(before);
  if (led && !aboutDocument) return true;
  if (announced.test(before.replaceAll(/(["'`])[^"'`]*\1/g, ""))) return true;
  return !aboutDocument && (quotedField.test(before) || afterStatement.test(before));
}

function isQuoted(before: string): boolean {
  return /["'`\u2018\u201c]$/.test(before) && !quotedField.test(before);
}
