import type { NamedClass, RedactedClass, RevealClass } from "../model/index.ts";
import { quotedParts, structureStart, type Quoted } from "./containers.ts";
import { Glance } from "./glance.ts";
import { places } from "./places.ts";
import { type Replacement, union } from "./replacement.ts";
import { knownSecrets, secretName } from "./secrets.ts";
import { allBeginnings, type Beginning, firstSql, sqlBeginnings, sqlLiterals } from "./sql-regions.ts";
import { quotedValues } from "./values.ts";

const secretKey = new RegExp(`${secretName}$`, "i");
const sqlKey = /(?:^|[._-])(?:sql|query|statement|query_?text|internal_query|db\.query\.text)$/i;

/** Wrappers nest (docker around JSON around SQL); deeper is not read but removed. */
const DEEPEST = 6;

/** One for each depth: while parts of a text are read, the text's own is still needed. */
const glances = Array.from({ length: DEEPEST + 1 }, () => new Glance());

function glanceAt(text: string, depth: number): Glance {
  return (glances[depth] ?? new Glance()).at(text);
}

/** What is longer is cut: no report shows more, and hostile text must not take minutes. */
const LONGEST = 32 * 1024;

/** What of a text is shown, and how the rest is named. */
export interface Redacting {
  /** Classes that stay readable; secrets never do. */
  readonly reveal: ReadonlySet<RevealClass>;
  /** What stands for a value that has a name in the case; without it the mark of its class (`<email>`). */
  readonly nameOf?: (found: Named) => string;
  /** A sentence of ours, or a name: what looks like SQL or a quoted value in it is none. */
  readonly prose?: boolean;
}

/** A value that gets a pseudonym. */
export interface Named {
  readonly class: NamedClass;
  readonly kind?: "client" | "endpoint";
  readonly value: string;
}

/** A value that was taken out of a text. */
export interface Taken {
  readonly class: RedactedClass;
  readonly value: string;
}

const marks: Readonly<Record<RedactedClass, string>> = {
  literal: "?",
  secret: "<secret>",
  email: "<email>",
  address: "<address>",
  host: "<host>",
};

const everything: Redacting = { reveal: new Set() };

/**
 * Log text without what is not for everyone, for reports: literals of SQL become `?`, keys, passwords and tokens
 * `<secret>`, e-mail addresses, addresses and hosts a pseudonym or `<email>`, `<address>`, `<host>`. What a server says
 * about itself (pids, signals, names, identifiers) stays. Never throws; a text cut anywhere is read as if the rest were
 * secret. The result is still not escaped for any medium.
 */
export function redact(text: string, how: Redacting = everything): string {
  return writeRedacted(readSecrets(text, how), how);
}

/** A text and what of it is not for everyone. Reading is the work; what was read can be written in several ways. */
export interface Reading {
  readonly text: string;
  readonly found: readonly Replacement[];
}

/** Reads a text as {@link redact} does. */
export function readSecrets(text: string, { prose = false }: Pick<Redacting, "prose"> = {}): Reading {
  return { text, found: secretsOf(text.slice(0, LONGEST), 0, prose) };
}

/** Writes what was read; `taken` is told each value that is not in the result, in the order of the text. */
export function writeRedacted(
  { text, found }: Reading,
  how: Omit<Redacting, "prose">,
  taken: (value: Taken) => void = () => {},
): string {
  const out = written(text.slice(0, LONGEST), hidden(found, how), how, taken);
  return text.length > LONGEST ? `${out}?` : out;
}

/**
 * Texts that stand one after the other in a record, redacted as the record is: what begins in one may end in another.
 * The same number of texts.
 */
export function redactFields(fields: readonly string[], how: Redacting): readonly string[] {
  const text = fields.join("");
  if (text.length > LONGEST) return fields.map((field) => redact(field, how));
  const hiddenIn = (each: string): readonly Replacement[] => hidden(readSecrets(each, how).found, how);
  const together = hiddenIn(text);
  // Where one field opens a structure the other is no part of it.
  const apart = quotedParts(text).length > 0;
  let from = 0;
  return fields.map((field) => {
    const [start, end] = [from, from + field.length];
    from = end;
    const inside = together
      .filter((each) => each.start < end && each.end > start)
      .map((each) => ({ ...each, start: Math.max(each.start, start) - start, end: Math.min(each.end, end) - start }));
    const alone = apart && field.length < text.length ? hiddenIn(field) : [];
    return written(field, union([...inside, ...alone]), how, () => {});
  });
}

function hidden(found: readonly Replacement[], { reveal }: Pick<Redacting, "reveal">): readonly Replacement[] {
  return union(found.filter((each) => !isRevealed(each.class, reveal)));
}

function written(
  text: string,
  replacements: readonly Replacement[],
  how: Redacting,
  taken: (value: Taken) => void,
): string {
  let out = "";
  let from = 0;
  for (const { start, end, class: name, kind } of replacements) {
    const value = text.slice(start, end);
    taken({ class: name, value });
    const pseudonym =
      name === "literal" || name === "secret" ? null : how.nameOf?.({ class: name, value, ...(kind && { kind }) });
    out += text.slice(from, start) + (pseudonym ?? marks[name]);
    from = end;
  }
  return out + text.slice(from);
}

function isRevealed(name: RedactedClass, reveal: ReadonlySet<RevealClass>): boolean {
  return name !== "secret" && reveal.has(name);
}

/** Every reading of the text contributes, and the union is redacted: a wrong reading can only redact too much. */
function secretsOf(text: string, depth: number, prose = false): Replacement[] {
  const glance = glanceAt(text, depth);
  const found = [...knownSecrets(text, glance), ...places(text, glance)];
  if (prose) return found;
  found.push(...quotedValues(text, glance), ...auditParameters(text));
  const begins = sqlBeginnings(text, glance);
  const parts = quotedParts(text);
  if (parts.length === 0) return [...found, ...sqlLiterals(text, begins)];
  for (const part of parts) found.push(...insidePart(part, depth));
  // Outside the quoted parts; and across them from where SQL begins outside (they are then quoted in the SQL).
  const outside = masked(text, parts);
  const first = beginsWithSql(text, begins) ? 0 : firstSql(outside, begins);
  if (first !== -1) found.push(...sqlLiterals(text, begins, { from: first }), ...sqlLiterals(outside, begins));
  return found;
}

/** SQL before the structure: what looks like JSON is then a literal of the SQL. */
function beginsWithSql(text: string, begins: readonly Beginning[]): boolean {
  const sql = firstSql(text, begins);
  return sql !== -1 && sql < structureStart(text);
}

function insidePart(part: Quoted, depth: number): Replacement[] {
  const whole = { start: part.start, end: part.end };
  if (part.decoded === "") return [];
  if (part.key !== null && secretKey.test(part.key)) return [{ ...whole, class: "secret" }];
  if (depth === DEEPEST) return [{ ...whole, class: "secret" }];
  const inner = [...insideValue(part.decoded, depth + 1)];
  if (part.key !== null && sqlKey.test(part.key))
    inner.push(...sqlLiterals(part.decoded, allBeginnings, { all: true }));
  return inner.map((each) => ({ ...each, start: part.origin(each.start), end: part.origin(each.end) }));
}

/** What was found in short values without quotes: names of fields, levels and services are in every record of a log. */
const shortValues = new Map<string, readonly Replacement[]>();
const SHORT = 40;
const MOST_SHORT = 500;

function insideValue(value: string, depth: number): readonly Replacement[] {
  if (value.length > SHORT || value.includes('"')) return secretsOf(value, depth);
  const known = shortValues.get(value);
  if (known !== undefined) return known;
  const found = secretsOf(value, depth);
  if (shortValues.size === MOST_SHORT) shortValues.clear();
  shortValues.set(value, found);
  return found;
}

function masked(text: string, parts: readonly Quoted[]): string {
  let out = "";
  let from = 0;
  for (const part of parts) {
    out += text.slice(from, part.start) + "x".repeat(part.end - part.start);
    from = part.end;
  }
  return out + text.slice(from);
}

const audit = /AUDIT: (?:SESSION|OBJECT),/g;

/** pgaudit writes CSV: class, ids, command, object, `"statement"`, then `"parameters"`, which may be anything. */
function auditParameters(text: string): Replacement[] {
  const found: Replacement[] = [];
  if (!text.includes("AUDIT: ")) return found;
  for (const match of text.matchAll(audit)) {
    const start = match.index + "AUDIT: ".length;
    const fields = [...text.slice(start).matchAll(/(?:^|,)(?:"(?:[^"]|"")*(?:"|$)|[^,"]*)/g)];
    const parameters = fields[8];
    if (!parameters || /^,?<(?:not logged|none)>/.test(parameters[0])) continue;
    found.push({ start: start + parameters.index + 1, end: text.length, class: "literal" });
  }
  return found;
}
