import type { Level, Part } from "./level.ts";

/** Ids of the lines a PostgreSQL server writes that reconstruction reads. One file each in `signatures/server/`. */
export type ServerSignatureId =
  // life of a postmaster
  | "server-starting"
  | "runtime-initialization"
  | "ready"
  | "ready-read-only"
  | "shutdown-requested"
  | "shutting-down"
  | "restart-after-crash-off"
  | "shut-down"
  | "abnormal-shutdown"
  | "was-shut-down"
  | "was-interrupted"
  | "automatic-recovery"
  | "reload-requested"
  | "parameter-changed"
  // crash of a child
  | "child-terminated"
  | "failed-process"
  | "terminating-others"
  | "reinitializing"
  | "storage-runtime-crash"
  | "aurora-runtime-exit"
  // standby and promotion (vanilla streaming replication; none of these was seen in an Aurora log)
  | "promote-requested"
  | "timeline-selected"
  | "archive-recovery-complete"
  | "standby-mode"
  | "streaming-started"
  | "streaming-failed"
  // what sessions were told
  | "read-only-refused"
  | "recovery-refused"
  | "recovery-conflict"
  | "not-accepting"
  | "terminated-by-administrator"
  | "terminated-by-crash"
  | "terminated-by-immediate-shutdown"
  | "terminated-by-postmaster-exit"
  | "too-many-connections"
  | "authentication-failed"
  | "client-lost"
  // resources
  | "out-of-memory"
  | "fork-failed"
  | "no-space"
  | "wraparound"
  | "autovacuum-slow-start"
  // ordinary operation, kept only inside incident windows
  | "connection-received"
  | "connection-authenticated"
  | "connection-authorized"
  | "disconnection"
  | "duration"
  | "statement"
  | "checkpoint"
  | "autovacuum-run"
  | "temporary-file"
  | "lock-wait"
  | "audit"
  | "replication-command";

/** Ids of what clients, drivers, pools and poolers write. One file each in `signatures/client/`. */
export type ClientSignatureId =
  | "client-read-only"
  | "client-in-recovery"
  | "client-terminated"
  | "client-crash-warning"
  | "client-not-accepting"
  | "client-connection-lost"
  | "client-refused"
  | "client-timeout"
  | "client-unreachable"
  | "client-dns-failure"
  | "client-too-many-connections"
  | "client-pool-exhausted"
  | "client-transaction-in-doubt"
  | "client-follow-up"
  | "client-recovery-conflict"
  | "client-stale-dns"
  | "client-role-disagreement"
  | "client-topology"
  | "client-stale-read"
  | "client-started"
  | "client-stopped"
  | "client-other-product-read-only"
  | "pooler-server-lost"
  | "pooler-obsolete-connection"
  | "proxy-server-down";

export type SignatureId = ServerSignatureId | ClientSignatureId;

/** A message as a server signature sees it. Only the first {@link MESSAGE_HEAD_BYTES} bytes are given. */
export interface ServerMessage {
  readonly level: Level;
  readonly part: Part;
  /** Text after the label, latin1-decoded, one line, at most {@link MESSAGE_HEAD_BYTES} bytes. */
  readonly message: string;
  /**
   * Written by the postmaster or another background process (empty user, database and host in the prefix,
   * `backend_type` other than a client's). A session can `RAISE LOG` any text, but not with this prefix.
   */
  readonly background: boolean;
}

/** How much of a message the signatures may look at. */
export const MESSAGE_HEAD_BYTES = 256;

interface SignatureBase<Id extends SignatureId> {
  /** Same as the file name. */
  readonly id: Id;
  readonly title: string;
  /** One sentence: what the line shows, and what it does not. */
  readonly means: string;
  /** Where the wording comes from: a URL, or PostgreSQL's source file. */
  readonly references: readonly string[];
}

/** A line of a PostgreSQL server log. */
export interface ServerSignature extends SignatureBase<ServerSignatureId> {
  readonly scope: "server";
  /** The message begins with one of these (compared as bytes, before any string is made). */
  readonly starts: readonly string[];
  /** Beginnings after which `match` takes a background process's LOG message, whatever follows. */
  readonly sure?: readonly string[];
  /** Ordinary operation: kept only in incident windows (pass 2), counted elsewhere. */
  readonly chatter: boolean;
  /** Whole check, after `starts` matched. Must be linear: anchored or character-class regexes, no `.*`. */
  readonly match: (message: ServerMessage) => boolean;
  readonly examples: {
    readonly matches: readonly ServerMessage[];
    /** Near misses, one for every word of the pattern; `why` says what would be wrong. */
    readonly ignores: readonly (ServerMessage & { readonly why: string })[];
  };
}

/** A text of an application, driver, pool or pooler. Searched in the record's message and error text. */
export interface ClientSignature extends SignatureBase<ClientSignatureId> {
  readonly scope: "client";
  /** At least one of these must occur (case-sensitive) before `match` runs. */
  readonly literals: readonly string[];
  readonly match: (text: string, sqlstate: string | null) => boolean;
  readonly examples: {
    readonly matches: readonly { readonly text: string; readonly sqlstate?: string; readonly from: string }[];
    readonly ignores: readonly { readonly text: string; readonly sqlstate?: string; readonly why: string }[];
  };
}

/** A beginning of messages, and the code of the signature that it belongs to. */
export interface OrdinaryStart {
  readonly text: string;
  readonly code: number;
}

/** Beginnings of LOG messages that say enough to leave a line out. */
export interface OrdinaryStarts {
  /** Of sessions' messages: all that `isOrdinary` looks for. `match` gives this code or, where no signature fits, 0. */
  readonly session: readonly OrdinaryStart[];
  /** Of background processes' messages: `match` gives this code, whatever follows. */
  readonly background: readonly OrdinaryStart[];
}

/** Signature codes are small integers in the columns; 0 means none. */
export interface ServerMatcher {
  /**
   * The code of the signature that the message `bytes[start, end)` carries, or 0. `level` and `part` are column
   * values (`LevelCode`, `PartCode`). Allocates nothing for messages that no `starts` fits.
   */
  match(bytes: Uint8Array, start: number, end: number, level: number, part: number, background: boolean): number;
  /**
   * Whether a LOG message begins as the most frequent ordinary operation does. Far cheaper than `match` and no more than
   * its first half: good enough to leave a line out of what matters, not to say what it is.
   */
  isOrdinary(bytes: Uint8Array, start: number, end: number): boolean;
  /** For scanners that compare bytes elsewhere; without it they ask for every message. */
  readonly ordinary?: OrdinaryStarts;
  /** Whether `code` is ordinary operation. */
  isChatter(code: number): boolean;
}

/** A search for many ASCII texts at once (Aho–Corasick); 0 is the state before the first byte. */
export interface NeedleAutomaton {
  readonly texts: readonly string[];
  /** Class of each byte. */
  readonly classOf: Uint8Array;
  readonly classes: number;
  /** `next[state * classes + class]`: the state after a byte. */
  readonly next: Uint16Array;
  /** By state: bit `i` when a text of group `i` ends there. */
  readonly found: Int32Array;
}

export interface ClientMatcher {
  /** The code of the first signature (by specificity) that the text carries, or 0. */
  match(text: string, sqlstate: string | null): number;
  /** Text and SQLSTATE without any of these carry no signature. A matcher that has none must be asked about every record. */
  readonly needles?: NeedleAutomaton;
}

export interface SignatureCodes {
  code(id: SignatureId): number;
  id(code: number): SignatureId | null;
}
