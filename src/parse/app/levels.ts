import type { Level } from "../../model/index.ts";

const words: ReadonlyMap<string, Level> = new Map<string, Level>([
  ...list("debug", "trace", "debug", "dbg", "verbose", "silly", "finest", "finer", "fine", "noise"),
  ...list("info", "info", "information", "inf", "log", "http"),
  ...list("notice", "notice"),
  ...list("warning", "warn", "warning", "wrn"),
  ...list("error", "error", "err", "severe", "fail"),
  ...list("fatal", "fatal", "ftl", "critical", "crit", "dpanic"),
  ...list("panic", "panic", "alert", "emerg", "emergency"),
]);

function list(level: Level, ...names: string[]): [string, Level][] {
  return names.map((name) => [name, level]);
}

/** The level a word names, in any case; null for other words. Numbers have no level of their own: the format decides. */
export function levelOfWord(word: unknown): Level | null {
  return typeof word === "string" ? (words.get(word.toLowerCase()) ?? null) : null;
}

/** pino and bunyan: 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal; custom levels lie between. */
export function levelOfTens(value: number): Level {
  if (value >= 60) return "fatal";
  if (value >= 50) return "error";
  if (value >= 40) return "warning";
  return value >= 30 ? "info" : "debug";
}

// A level at the head of free text: in capitals before a separator, or any case before `:` or a closing bracket.
const capitals =
  /^[[(<|]?\s{0,8}(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|PANIC|SEVERE)(?=[\s:\]|)>,]|$)/;
const marked = /^[[(<|]?(trace|debug|info|notice|warn|warning|error|fatal|critical|panic)\s{0,8}[:\]|)>]/i;

/** The level free text begins with, and where the text behind it starts; null when it begins with none. */
export function leadingLevel(text: string): { readonly level: Level; readonly end: number } | null {
  const found = capitals.exec(text) ?? marked.exec(text);
  const level = found === null ? null : levelOfWord(found[1]);
  if (found === null || level === null) return null;
  let end = found[0].length;
  while (end < text.length && " \t:]|)>-".includes(text.charAt(end))) end++;
  return { level, end };
}

// libpq, psql and pgbench write the server's level with two blanks behind the colon.
const served = /(?:^|[\s:(])(ERROR|FATAL|PANIC|WARNING): {2}/;
const tool = /(?:^|\s)(?:psql|pgbench|pg_dump|pg_restore|createdb|vacuumdb)(?::\S{1,200})?: (error|fatal|warning): /;
const exception = /(?:^|[\s:(])(?:\w{1,80}\.){0,12}\w{0,80}(?:Error|Exception): /;
const frames = /^[ \t]+at \S|^Traceback \(most recent call last\)|^goroutine \d+ \[/m;

/**
 * The level that a record without one shows by what it carries: a server's message quoted by libpq, an exception,
 * a stack. Without it a storm on `console.log` would pass for success.
 */
export function evidentLevel(message: string, error: string | null, sqlstate: string | null): Level {
  const named = served.exec(message) ?? tool.exec(message) ?? (error === null ? null : served.exec(error));
  if (named !== null) return levelOfWord(named[1]) ?? "error";
  if (sqlstate !== null && !/^0[0-2]/.test(sqlstate)) return "error";
  if (exception.test(message.slice(0, 2000))) return "error";
  return error !== null && (frames.test(error) || exception.test(error.slice(0, 2000))) ? "error" : "none";
}
