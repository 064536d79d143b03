import type { ServerSignatureId } from "../../src/model/index.ts";
import type { Piece } from "./out.ts";
import type { Statement } from "./statements.ts";

/** A process of a server: a client's session, or one with an empty `user` that is none. */
export interface Session {
  readonly pid: number;
  readonly host: string;
  readonly port: number;
  /** `[unknown]` until the client has said who it is, empty for a background process. */
  readonly user: string;
  readonly database: string;
  readonly startMs: number;
  /** Lines it has logged. */
  lines: number;
  /** What a format writes of it on every line, before and behind the number of the line; made once. */
  before: Uint8Array | null;
  behind: Uint8Array | null;
}

export type Severity = "LOG" | "WARNING" | "ERROR" | "FATAL";

/** One message a server is about to log; an instance fills one object again and again. */
export interface Entry {
  /** Since the epoch. */
  ms: number;
  severity: Severity;
  sqlstate: string;
  session: Session;
  /** The message, or what stands before `sql` in it. Without a newline; without a quote when it is encoded. */
  message: Piece;
  sql: Statement | null;
  detail: string | null;
  hint: string | null;
  statement: Statement | null;
  /** Which signature of the product reads the message; null for none. */
  signature: ServerSignatureId | null;
}
