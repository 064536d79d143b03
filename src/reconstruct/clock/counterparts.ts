import type { SignatureId } from "../../model/index.ts";

/** How soon a client tells what the server told it. */
export type Promptness =
  /** The answer to what the client had just sent. */
  | "reply"
  /** The end of a session: a driver that only reads when it is asked to may find it long after. */
  | "end"
  /** The birth of a session, told by the client when it is there. */
  | "birth";

/**
 * Lines a server writes when a client gets an error of this kind. 57P02 never reaches a client as an error (APPS §0), so
 * a lost connection may be any end of a session.
 */
const SERVER_LINES_FOR: Partial<Record<SignatureId, readonly SignatureId[]>> = {
  "client-read-only": ["read-only-refused"],
  "client-in-recovery": ["recovery-refused"],
  "client-recovery-conflict": ["recovery-conflict"],
  "client-not-accepting": ["not-accepting"],
  "client-too-many-connections": ["too-many-connections"],
  "client-terminated": ["terminated-by-administrator", "terminated-by-postmaster-exit"],
  "client-crash-warning": ["terminated-by-crash", "terminated-by-immediate-shutdown"],
  "client-connection-lost": [
    "terminated-by-administrator",
    "terminated-by-postmaster-exit",
    "terminated-by-immediate-shutdown",
    "terminated-by-crash",
  ],
  "client-transaction-in-doubt": [
    "terminated-by-administrator",
    "terminated-by-postmaster-exit",
    "terminated-by-immediate-shutdown",
    "terminated-by-crash",
  ],
  "pooler-server-lost": [
    "terminated-by-administrator",
    "terminated-by-postmaster-exit",
    "terminated-by-immediate-shutdown",
    "terminated-by-crash",
  ],
};

/** All of them. */
export const SERVER_LINES: readonly SignatureId[] = [...new Set(Object.values(SERVER_LINES_FOR).flat())];

const ENDS: ReadonlySet<SignatureId> = new Set<SignatureId>([
  "client-terminated",
  "client-crash-warning",
  "client-connection-lost",
  "client-transaction-in-doubt",
  "pooler-server-lost",
]);

/** Births, the surer first: `authorized` names the user, `received` is a socket yet. */
export const BIRTHS: readonly SignatureId[] = ["connection-authorized", "connection-received"];

/** What a client's record of `kind` may be the other end of; null: any error of the server whose message it repeats. */
export function serverLinesFor(kind: SignatureId | null): readonly SignatureId[] | null {
  return kind === null ? null : (SERVER_LINES_FOR[kind] ?? null);
}

/** Kinds of client records that have a counterpart in the server's log. */
export function hasCounterpart(kind: SignatureId): boolean {
  return SERVER_LINES_FOR[kind] !== undefined;
}

export function promptnessOf(kind: SignatureId | null): Promptness {
  return kind !== null && ENDS.has(kind) ? "end" : "reply";
}

/** The server's words that a client repeats when it repeats anything: what a kind leaves open is told apart by them. */
const WORDS =
  /cannot execute [A-Za-z_][A-Za-z_ ()]{0,40}? (?:in a read-only transaction|during recovery)|cannot set transaction read-write mode during recovery|cannot use serializable mode in a hot standby|cannot acquire lock mode [A-Za-z]{1,30} on database objects while recovery is in progress|the database system is (?:starting up|shutting down|in recovery mode|not (?:yet )?accepting connections)|terminating connection (?:due to|because of) [a-z -]{1,60}|(?:canceling statement|terminating connection) due to conflict with recovery|sorry, too many clients already|remaining connection slots are reserved [^\n"]{1,90}/;

/**
 * Whether a client's text and a server's message may be one error. A known kind needs no words (drivers swallow them, and
 * servers speak other languages), but where both have them they must be the same; an unknown kind needs the whole message.
 * A message that was not read (null) is taken to fit its kind.
 */
export function sameError(kind: SignatureId | null, clientText: string, serverMessage: string | null): boolean {
  if (serverMessage === null) return kind !== null && hasCounterpart(kind);
  const message = serverMessage.slice(0, 400);
  if (clientText.includes(message)) return true;
  if (kind === null || !hasCounterpart(kind)) return false;
  if (promptnessOf(kind) === "end") return kind !== "client-terminated" || !WORDS.test(clientText);
  return !WORDS.test(clientText) || !WORDS.test(message);
}
