import type { Doubt, Records, RecordText, SignatureCodes, SignatureId, Stream } from "../model/index.ts";
import { marks } from "./context.ts";
import { statementIn } from "./statement-in.ts";
import { writeKind } from "./verbs.ts";

/** Listed of one client; the last entry says how many more there are. */
const MAX_LISTED = 200;
/** Lost connections whose text is read again for a statement: a storm says nothing more after this many. */
const MAX_EXAMINED = 2000;

/** The connection ended without an answer. 57P01 is no such end: the server rolls back what it interrupts. */
const LOST: readonly SignatureId[] = ["client-connection-lost", "client-crash-warning", "client-timeout"];

/**
 * What a client recorded of transactions whose outcome nobody knows (APPS §1.8), in the order of its log:
 *
 * - `COMMIT`: it was on its way when the connection broke, or a driver or the server says that the outcome is unknown;
 * - a verb (`UPDATE`): the record names a statement that writes and whose connection was lost. Inside a transaction block
 *   it was rolled back; outside of one its commit is implicit and as unknown. Nothing tells which from here.
 *
 * A lost connection that names no statement is no doubt: reads and idle sessions end the same way.
 */
export function doubtsOf(records: Records, codes: SignatureCodes, stream: Stream): readonly Doubt[] {
  const found: Doubt[] = [];
  let examined = 0;
  let more = 0;
  let last: Doubt | null = null;
  for (const { id, at } of marks(records, codes, stream, ["client-transaction-in-doubt", ...LOST])) {
    const listed = found.length < MAX_LISTED;
    if (id !== "client-transaction-in-doubt" && (!listed || ++examined > MAX_EXAMINED)) continue;
    const us = at.dated ? at.us : Number.NaN;
    if (!listed) {
      more++;
      last = { us, row: at.row, statement: "COMMIT", why: "" };
      continue;
    }
    const text = records.text(at.row);
    const said = id === "client-transaction-in-doubt" ? inDoubt(text) : inFlight(text);
    if (said !== null) found.push({ us, row: at.row, ...said });
  }
  found.sort((a, b) => order(a.us, b.us) || a.row - b.row);
  return last === null
    ? found
    : [...found, { ...last, why: `the last of ${more} more of this client, which are not listed` }];
}

type Said = Pick<Doubt, "statement" | "why">;

/** Names a driver's or server's words, so that the reader can look for them. */
function inDoubt(text: RecordText): Said {
  const { sqlstate, message, error } = text;
  const whole = `${message}\n${error ?? ""}`;
  const verb = verbOf(text) ?? "COMMIT";
  if (sqlstate === "08007") return { statement: "COMMIT", why: "SQLSTATE 08007: transaction resolution unknown" };
  if (sqlstate === "40003") return { statement: verb, why: "SQLSTATE 40003: statement completion unknown" };
  if (/resolution unknown|[Uu]nknown transaction resolution|TransactionStateUnknown|ResolutionUnknown/.test(whole))
    return { statement: "COMMIT", why: "the AWS driver says that the transaction's resolution is unknown" };
  if (/already committed locally/.test(whole))
    return { statement: "COMMIT", why: "committed locally; whether it was replicated is not known" };
  if (/in doubt|InDoubt|have (?:been )?committed|completion_unknown/.test(whole))
    return { statement: verb, why: "the record itself says that the outcome is unknown" };
  if (/Unable to commit|Could not commit/.test(whole))
    return { statement: "COMMIT", why: "the commit failed, and no answer of the server is shown" };
  return { statement: "COMMIT", why: "the connection was lost while COMMIT was on its way" };
}

function inFlight(text: RecordText): Said | null {
  const verb = verbOf(text);
  if (verb === null) return null;
  if (verb === "COMMIT") return { statement: verb, why: "the connection was lost while COMMIT was on its way" };
  return {
    statement: verb,
    why: `the connection was lost while ${verb} ran: rolled back inside a transaction block, unknown outside of one`,
  };
}

/** `COMMIT`, or the verb of a statement that writes; null for anything else. */
function verbOf(text: RecordText): string | null {
  const statement = statementIn(text);
  if (statement === null) return null;
  const kind = writeKind(statement);
  if (kind === "likely") return "COMMIT";
  const verb = VERB.exec(statement)?.[1]?.toUpperCase() ?? null;
  return kind === "write" && verb !== null && !LOCKING.has(verb) ? verb : null;
}

const VERB = /^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/)*([A-Za-z]{1,20})/;
/** They take locks or numbers; nothing of them is there to be committed. */
const LOCKING: ReadonlySet<string> = new Set(["SELECT", "VALUES", "TABLE", "LOCK", "NOTIFY"]);

/** Undated ones last. */
function order(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a - b;
}
