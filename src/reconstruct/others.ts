import { type InstanceFacts, LevelCode, type Moment, type Row, type SignatureId, type Stream } from "../model/index.ts";
import { type Input, LowerBounds, marks, rowsOf } from "./context.ts";

/** Texts read of one instance's log, errors and what is less: a storm repeats one text a million times. */
const MAX_ERRORS = 700;
const MAX_BELOW = 300;
const MAX_LISTED = 8;
/** Characters of a message that are compared and listed. */
const MESSAGE = 256;
const TEMPLATE = 120;

/** Sessions turned away for lack of slots (SQLSTATE 53300), as the instance's own log tells. */
export function exhaustionOf(input: Input, stream: Stream): InstanceFacts["exhaustion"] {
  const { records, codes } = input;
  const rows: Row[] = [];
  let count = 0;
  let last = 0;
  for (const row of rowsOf(records, codes, stream, ["too-many-connections"])) {
    if (count++ < 3) rows.push(row);
    last = row;
  }
  const [first] = rows;
  if (first === undefined) return null;
  const times = new LowerBounds(records, stream);
  return { firstUs: times.at(first).us, lastUs: times.at(last).us, count, rows };
}

/** An error that no signature names, or one of those that say what the instance lacked. */
export interface OtherError {
  readonly at: Moment;
  readonly id: SignatureId | null;
  /** First line of the message. */
  readonly message: string;
  /** The same without numbers and quoted values: equal for errors of one kind. */
  readonly text: string;
  /** A client's session had it, no background process. */
  readonly bySession: boolean;
  /** Its message carries a line of a crash or a stop that only the postmaster writes. */
  readonly quotes: boolean;
}

/** A session's record that carries a line of a crash or a stop that only the postmaster writes. */
export interface Quotation {
  readonly row: Row;
  readonly id: SignatureId;
}

/** What an instance's log holds beside the lines that signatures name. */
export interface Others {
  /** The first of them. */
  readonly errors: readonly OtherError[];
  /** How many errors there are. */
  readonly errorCount: number;
  readonly quotations: readonly Quotation[];
  /** There are more records than were read. */
  readonly cut: boolean;
}

/** Errors, and what sessions wrote that is no error (`RAISE LOG`), as far as no signature names them. */
export function othersOf(input: Input, stream: Stream): Others {
  const { records, codes } = input;
  const errors: OtherError[] = [];
  const quotations: Quotation[] = [];
  let errorCount = 0;
  let below = 0;
  let cut = false;
  for (const { id, at } of marks(records, codes, stream, [null, "no-space", "out-of-memory", "wraparound"])) {
    const level = records.level(at.row);
    const bySession = records.who(at.row) !== null;
    const isError = level >= LevelCode.error;
    if (!isError && !bySession) continue;
    if (isError) errorCount++;
    if (isError ? errors.length === MAX_ERRORS : below === MAX_BELOW) {
      cut = true;
      continue;
    }
    const { message, detail, statement } = records.text(at.row);
    const inMessage = bySession ? input.quoted(message) : null;
    const quoted = inMessage ?? (bySession ? input.quoted(`${detail ?? ""}\n${statement ?? ""}`) : null);
    if (quoted !== null) quotations.push({ row: at.row, id: quoted });
    if (!isError) {
      below++;
      continue;
    }
    const first = (message.split("\n", 1)[0] ?? "").slice(0, MESSAGE);
    errors.push({
      at,
      id,
      message: first,
      text: templateOf(first).slice(0, TEMPLATE),
      bySession,
      quotes: inMessage !== null,
    });
  }
  // An error's quotation is redacted like any value; what was raised is readable.
  const raised = (each: Quotation): number => (records.level(each.row) < LevelCode.error ? 0 : 1);
  return { errors, errorCount, quotations: quotations.sort((a, b) => raised(a) - raised(b) || a.row - b.row), cut };
}

/** A message without numbers and quoted values. */
export function templateOf(message: string): string {
  return message.replace(/"[^"]*"|'[^']*'/g, '"…"').replace(/\d+/g, "#");
}

/** Errors of one kind together, the most frequent first. */
export function byText(errors: readonly OtherError[]): readonly (readonly [OtherError, ...OtherError[]])[] {
  const groups = new Map<string, [OtherError, ...OtherError[]]>();
  for (const error of errors) {
    const group = groups.get(error.text);
    if (group === undefined) groups.set(error.text, [error]);
    else group.push(error);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length || (a[0].text < b[0].text ? -1 : 1));
}

/** Errors nothing here explains, as the facts list them. */
export function listedErrors(others: Others): InstanceFacts["otherErrors"] {
  return byText(others.errors)
    .slice(0, MAX_LISTED)
    .map((group) => ({ text: group[0].text, count: group.length, row: group[0].at.row }));
}
