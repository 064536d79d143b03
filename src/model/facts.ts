import type { ClientClock } from "./clock.ts";
import type { ContainerEnd, Documents } from "./documents.ts";
import type { RdsEvent } from "./event.ts";
import type { Exhibit } from "./exhibit.ts";
import type { Row } from "./record.ts";
import type { EpochUs, Window } from "./time.ts";
import type { Role, RoleSource } from "./words.ts";

/** What a fact rests on: a record, an RDS event, or what a document states. */
export type Cite =
  | { readonly row: Row; readonly store?: "records" | "chatter" }
  | { readonly event: RdsEvent }
  | { readonly exhibit: Exhibit };

/**
 * A record in time. `us` is its own time, or, for a record without one (`dated` false), the time of the last dated
 * record before it in the same stream: a lower bound, never used as a time. NaN when there is none.
 */
export interface Moment {
  readonly row: Row;
  readonly us: number;
  readonly dated: boolean;
}

/** The end of a child process, and what the postmaster did about it (P4). */
export interface Crash {
  readonly instance: string;
  readonly incarnation: number;
  readonly at: Moment;
  /** All lines of the block, in order. */
  readonly rows: readonly Row[];
  /**
   * `child`: a child was killed or failed; `runtime`: the storage runtime ended with no child before it;
   * `postmaster`: backends found their postmaster gone; `lost`: the log stops without a word and the next start finds
   * an interrupted database.
   */
  readonly kind: "child" | "runtime" | "postmaster" | "lost";
  readonly childPid: number | null;
  /** A client's backend, as far as the text tells; false for background workers and auxiliary processes. */
  readonly clientBackend: boolean;
  readonly signal: number | null;
  /** `DETAIL: Failed process was running`, as written: the killed backend's LAST statement, executing or not. */
  readonly statement: string | null;
  readonly statementRow: Row | null;
  /** The statement without literals, numbers and blanks: equal for two runs of the same one (P18). */
  readonly fingerprint: string | null;
  readonly runtimeText: "old" | "new" | null;
  /** Came back under the same postmaster (stock PostgreSQL); an Aurora postmaster ends instead. */
  readonly reinitialized: boolean;
  readonly write: WriteGrade;
}

/**
 * What the logs show about writing (P7): `accepted` = a completed write logged; `in-flight` = the killed backend's last
 * statement is a write, it was never refused and it was born in this incarnation; `attempted` = the same with unknown
 * history; `refused` = it had been refused, or everybody was; `none` = nothing.
 */
export type WriteLevel = "accepted" | "in-flight" | "attempted" | "refused" | "none";

export interface WriteGrade {
  readonly level: WriteLevel;
  readonly reason: string;
  readonly cites: readonly Cite[];
}

/** One life of a postmaster, or of the database under it after a reinitialisation in place (P3). */
export interface Incarnation {
  readonly instance: string;
  readonly index: number;
  readonly postmasterPid: number;
  /** First line of the start; null when the log begins in the middle of this life. */
  readonly start: Moment | null;
  readonly version: string | null;
  /** What the start said about how the life before ended. */
  readonly found: "clean" | "clean-in-recovery" | "interrupted" | "interrupted-in-recovery" | null;
  readonly foundRow: Row | null;
  readonly standby: Moment | null;
  /** Every `ready` line: a promotion writes a second one. */
  readonly ready: readonly (Moment & { readonly readOnly: boolean })[];
  readonly promoted: readonly Moment[];
  readonly shutdownRequested: Moment | null;
  /** `received fast|smart|immediate shutdown request`. */
  readonly shutdownMode: "fast" | "smart" | "immediate" | null;
  readonly shutDown: Moment | null;
  readonly crash: Crash | null;
  /** `open` = goes on to the end of the log; `lost` = no line tells how it ended. */
  readonly endKind: "shutdown" | "crash" | "lost" | "open";
  /**
   * Rows `[firstRow, endRow)` of the instance's records are this life's: inside one second, where lives meet, only the
   * order of the file tells them apart.
   */
  readonly firstRow: Row;
  readonly endRow: Row;
  /** First and last record of this life in the log, µs (NaN when nothing is dated). */
  readonly firstUs: number;
  readonly endUs: number;
}

/** An instance held a role (P5). Both ends µs; the source is named wherever the role is. */
export interface RoleSpan {
  readonly instance: string;
  readonly role: Exclude<Role, "unknown">;
  readonly source: RoleSource;
  readonly startUs: number;
  readonly endUs: number;
  readonly cites: readonly Cite[];
}

/** A failover, attempted or done (P6). */
export interface Failover {
  readonly t0Us: number;
  /** Width of what is not known about `t0Us`, µs. */
  readonly uncertaintyUs: number;
  readonly t1Us: number;
  readonly target: string | null;
  readonly oldWriter: string | null;
  readonly endWriter: string | null;
  readonly outcome: "completed" | "reversed" | "failed" | "unknown";
  readonly initiator: "customer" | "rds" | null;
  readonly source: RoleSource;
  readonly started: readonly Cite[];
  readonly ended: readonly Cite[];
}

/** An interval in which an instance could have accepted writes (P8). */
export interface WritableSpan {
  readonly instance: string;
  readonly incarnation: number;
  readonly startUs: number;
  readonly endUs: number;
  /** A write was shown to be accepted in it. */
  readonly proven: boolean;
  /** A `ready` line, a promotion or the log's own beginning says when it began; else only that it did. */
  readonly startShown: boolean;
  readonly cites: readonly Cite[];
}

/** Two instances writable at once (P9). */
export interface Overlap {
  readonly a: WritableSpan;
  readonly b: WritableSpan;
  readonly state: "proven" | "undecidable" | "excluded";
  /** Seconds of overlap: less the uncertainty of both clocks when proven, raw else; NaN for lack of times. */
  readonly seconds: number;
}

/** Sessions that an instance refused to write for (SQLSTATE 25006), as its own log tells. */
export interface RefusedSession {
  readonly pid: number;
  readonly who: string;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly count: number;
  readonly firstRow: Row;
  readonly lastRow: Row;
  /** When the session was born on this instance, µs; NaN when the log does not tell. */
  readonly bornUs: number;
  readonly bornRow: Row | null;
}

/** Refusals of one instance in one stretch of time. */
export interface Refusals {
  readonly instance: string;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly count: number;
  /** Texts only a server in recovery writes. */
  readonly inRecovery: readonly Row[];
  readonly sessions: readonly RefusedSession[];
}

/** Errors of one kind in a client's stream. */
export interface ErrorRun {
  readonly kind: string;
  readonly count: number;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly rows: readonly Row[];
}

/** How an error is attributed to an instance (P11), best first. */
export const attributionSources = ["server-line", "address", "host-name", "wrapper-text"] as const;
export type AttributionSource = (typeof attributionSources)[number];

/** Errors of a client that happened on one instance. */
export interface Attribution {
  readonly instance: string;
  readonly by: AttributionSource;
  readonly count: number;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly cites: readonly Cite[];
}

/** A pooler or proxy between a client and the instances: it hides addresses and process ids. */
export interface Pooler {
  readonly product: "pgbouncer" | "pgpool" | "rds-proxy" | "haproxy" | "pgcat" | "pgdog" | "unknown";
  readonly why: string;
  readonly cites: readonly Cite[];
}

/** A refused session of an instance that is known to be a client's, and by which key. */
export interface ClientSession {
  readonly instance: string;
  readonly session: RefusedSession;
  readonly by: "backend-pid" | "client-address" | "application-name" | "statement";
}

/** A record of a client whose transaction ended with nobody knowing how (APPS §1). */
export interface Doubt {
  readonly us: number;
  readonly row: Row;
  /** What was being done: `COMMIT`, or the verb of the statement. */
  readonly statement: string;
  readonly why: string;
}

/** One client stream (P10, P13). Times are corrected by the stream's offset. */
export interface ClientFacts {
  readonly id: string;
  readonly files: readonly string[];
  readonly firstUs: number;
  readonly lastUs: number;
  readonly errors: readonly ErrorRun[];
  /** Read-only refusals as this client saw them, in order (all of them; times only). */
  readonly refusedUs: readonly number[];
  readonly starts: readonly Moment[];
  /** Ordinary records (not worse than info, no error kind): at most one a second. */
  readonly successes: readonly Moment[];
  /** Where this client says it connects (`cluster-ro-` and the like), when a record names it. */
  readonly endpoint: { readonly name: string; readonly row: Row } | null;
  readonly offsetSeconds: number;
  /** Ends of its own process, ascending, after which its pod was not refused again soon. */
  readonly containerEnds: readonly ContainerEnd[];
  readonly clock: ClientClock;
  /** Best source first; empty when nothing says on which instance its errors happened. */
  readonly attributions: readonly Attribution[];
  readonly pooler: Pooler | null;
  readonly sessions: readonly ClientSession[];
  readonly doubts: readonly Doubt[];
}

/** Memory of an instance around an incident (P14). */
export interface MemoryEvidence {
  readonly instance: string;
  /** `low`: ran out; `comfortable`: metrics cover the moment and show room; `unknown`: nothing covers it. */
  readonly state: "low" | "comfortable" | "unknown";
  /** The moment asked about, µs. */
  readonly us: number;
  readonly why: string;
  readonly cites: readonly Cite[];
}

/** A restart told by CloudWatch's EngineUptime falling: between two points, µs. */
export interface UptimeRestart {
  readonly instance: string;
  readonly fromUs: number;
  readonly toUs: number;
  readonly cites: readonly Cite[];
}

/** Whether writes may be forwarded from readers (P16). */
export interface WriteForwarding {
  readonly state: "on" | "off" | "unknown";
  readonly cites: readonly Cite[];
}

/** A kind of evidence, and how much of the window it covers. */
export const ledgerSources = [
  "postgresql-log",
  "rds-events",
  "application-log",
  "metrics",
  "cluster-snapshot",
  "cloudtrail",
] as const;
export type LedgerSource = (typeof ledgerSources)[number];

/** One line of the coverage ledger: silence is never health. */
export interface LedgerEntry {
  /** Instance id, client id, or the source's own name when it is of the whole cluster. */
  readonly subject: string;
  readonly source: LedgerSource;
  readonly state: "full" | "partial" | "none" | "pending";
  /** What is covered, µs; NaN when nothing is. */
  readonly fromUs: number;
  readonly toUs: number;
  readonly why: string;
  /** What to fetch: names or a range of file names; null when nothing is missing. */
  readonly fetch: string | null;
  /** Until when AWS keeps it, µs; NaN when not known. */
  readonly availableUntilUs: number;
  /** For `pending`: when it should be complete, µs. */
  readonly runAgainUs: number;
}

/** How much of the window an instance's log covers (P1). */
export interface InstanceCoverage {
  readonly instance: string;
  readonly state: "full" | "partial" | "none";
  readonly fromUs: number;
  readonly toUs: number;
  readonly why: string;
}

/** A write that an instance was shown to accept; `store` says which record store the row belongs to. */
export interface AcceptedWrite {
  readonly us: number;
  readonly row: Row;
  readonly store: "records" | "chatter";
}

/**
 * Writes that an instance was shown to accept, by time (µs, closed intervals; an undated one is in none). The text of
 * a statement is read when its second is asked about, and at most one write of a second is looked for in ordinary operation.
 */
export interface AcceptedWrites {
  /** The earliest, of an interval or of all. */
  first(fromUs?: number, untilUs?: number): AcceptedWrite | undefined;
  /** The latest, of an interval or of all. */
  last(untilUs?: number, fromUs?: number): AcceptedWrite | undefined;
  /** Those of an interval, the earliest first. */
  within(fromUs: number, untilUs: number): readonly AcceptedWrite[];
  /** Those shown by errors that only a writer meets, the earliest first. */
  readonly byErrors: readonly AcceptedWrite[];
}

export interface InstanceFacts {
  readonly id: string;
  readonly logged: boolean;
  readonly excerpt: boolean;
  readonly incarnations: readonly Incarnation[];
  readonly crashes: readonly Crash[];
  readonly refusals: Refusals | null;
  readonly accepted: AcceptedWrites;
  /** Lives in which it was a proven standby, until promoted. */
  readonly standbyLives: readonly { readonly life: number; readonly untilUs: number; readonly row: Row }[];
  readonly promotions: readonly { readonly us: number; readonly row: Row; readonly life: number }[];
  readonly spans: readonly WritableSpan[];
  /** `automatic recovery in progress` lines. */
  readonly recoveries: readonly Moment[];
  /** Configuration reloads and changed parameters: how a demotion without restart shows. */
  readonly demotions: readonly Moment[];
  /** Lines of a standby whose primary went away. */
  readonly streamingLost: readonly Moment[];
  /** Sessions turned away for lack of connection slots (53300). */
  readonly exhaustion: {
    readonly firstUs: number;
    readonly lastUs: number;
    readonly count: number;
    readonly rows: readonly Row[];
  } | null;
  /** Errors nothing here explains, by text without numbers: listed, never judged. */
  readonly otherErrors: readonly { readonly text: string; readonly count: number; readonly row: Row }[];
  /** What looks like trouble and is no part of an incident, each with why: listed, never judged. */
  readonly seen: readonly SeenNote[];
  /** Of each life: the first session of an application on it after each `ready` line, when connections are logged. */
  readonly births: readonly (Moment & { readonly store: "records" | "chatter" })[];
  readonly coverage: InstanceCoverage;
  readonly roles: readonly RoleSpan[];
}

/** Something seen on an instance that is no part of an incident, and why it is none. */
export interface SeenNote {
  /** One sentence: what was seen and why it is nothing more. */
  readonly text: string;
  readonly count: number;
  readonly cites: readonly Cite[];
}

/** Everything reconstruction found: what gates read. */
export interface Facts {
  readonly window: Window | null;
  readonly instances: readonly InstanceFacts[];
  readonly failovers: readonly Failover[];
  readonly overlaps: readonly Overlap[];
  readonly clients: readonly ClientFacts[];
  readonly events: readonly RdsEvent[];
  /** A source of events was supplied, even if it holds none. */
  readonly eventsSupplied: boolean;
  readonly documents: Documents;
  /** Per crash of an instance: memory at that moment. */
  readonly memory: readonly MemoryEvidence[];
  readonly forwarding: WriteForwarding;
  readonly ledger: readonly LedgerEntry[];
  /** Restarts that only the metric EngineUptime shows. */
  readonly uptimeRestarts: readonly UptimeRestart[];
}

/** Facts that outlive their records: without what reads those again when it is asked. */
export type LastingFacts = Omit<Facts, "instances"> & {
  readonly instances: readonly Omit<InstanceFacts, "accepted">[];
};

/** Whether a record of the instance belongs to a life. */
export function inLife(life: Incarnation, row: Row): boolean {
  return row >= life.firstRow && row < life.endRow;
}

/** Whole seconds as an instant, for facts kept as plain µs. */
export function asInstant(us: number): EpochUs | null {
  return Number.isNaN(us) ? null : (Math.round(us) as EpochUs);
}
