import type { Problem } from "./problem.ts";
import type { Accounting, InputReport } from "./source.ts";
import type { Precision } from "./time.ts";
import type {
  Confidence,
  HeadlineClass,
  InstanceState,
  Role,
  RoleSource,
  StalenessSubtype,
  TriggerKind,
} from "./words.ts";

/** Instants in a report are ISO 8601 UTC strings (`…Z`), as precise as their source. */
export type Instant = string;

/** Ids into `Report.evidence`. */
export type EvidenceIds = readonly string[];

/** A statement with the lines that carry it. `count` lines say so; at most five are cited. */
export interface Claim {
  readonly text: string;
  readonly evidence: EvidenceIds;
}

/** Something that was not there, what it would decide, and until when it can still be fetched. */
export interface MissingItem {
  readonly what: string;
  readonly decides: string;
  readonly availableUntil: Instant | null;
}

export interface HypothesisReport {
  readonly class: HeadlineClass;
  readonly level: Confidence;
  readonly for: readonly Claim[];
  readonly against: readonly Claim[];
  readonly missing: readonly MissingItem[];
  /** Why the level is not higher: one sentence a cap. */
  readonly caps: readonly string[];
}

export interface ClientEffectReport {
  readonly class: HeadlineClass | "transport-burst" | "none-seen" | "no-application-logs";
  readonly subtype: StalenessSubtype | null;
  readonly level: Confidence;
  readonly clients: readonly string[];
  readonly evidence: EvidenceIds;
}

export interface PhaseReport {
  readonly name: string;
  readonly start: Instant;
  readonly end: Instant;
  readonly uncertaintyMs: number;
  readonly evidence: EvidenceIds;
}

export interface IncidentReport {
  readonly id: string;
  readonly window: { readonly start: Instant; readonly end: Instant };
  readonly trigger: { readonly kind: TriggerKind; readonly evidence: EvidenceIds };
  readonly mechanism: { readonly class: HeadlineClass; readonly level: Confidence };
  readonly clientEffects: readonly ClientEffectReport[];
  /** Leading one first. */
  readonly hypotheses: readonly HypothesisReport[];
  readonly phases: readonly PhaseReport[];
  /** Commits whose outcome nobody knows. Never called data loss. */
  readonly inDoubt: readonly {
    readonly client: string;
    readonly time: Instant | null;
    readonly statement: string;
    readonly evidence: EvidenceIds;
  }[];
  readonly impact: {
    readonly failedWrites: number;
    readonly clients: number;
    readonly databaseDownMs: number;
    readonly slowestClientRecoveredMs: number;
  };
  /** Key moments, at most 20, in time order. `instance` is null for cluster-wide ones. */
  readonly moments: readonly {
    /** As precise as its line; null when the line states none: it then keeps its place behind the one before it. */
    readonly time: Instant | null;
    readonly instance: string | null;
    readonly text: string;
    readonly evidence: EvidenceIds;
  }[];
}

export interface InstanceStateReport {
  readonly state: InstanceState;
  readonly role: Role;
  readonly roleSource: RoleSource;
  readonly start: Instant;
  readonly end: Instant;
  readonly evidence: EvidenceIds;
}

export interface InstanceReport {
  readonly id: string;
  readonly states: readonly InstanceStateReport[];
}

export interface ClientReport {
  readonly id: string;
  readonly files: readonly string[];
  /** Seconds ADDED to true time in this client's stamps; null when not estimable. */
  readonly offsetSeconds: number | null;
  readonly offsetUncertaintySeconds: number | null;
  /** Count of errors by kind (client signature id without `client-`). */
  readonly errors: Readonly<Record<string, number>>;
  /** Seconds from the end of the failover to this client's last read-only error; 0 when it had none after it. */
  readonly staleSeconds: number;
  readonly healedBy: "restart" | "itself" | "max-lifetime" | "unknown" | "not-needed";
  readonly stillRefusedAtEnd: boolean;
  readonly evidence: EvidenceIds;
}

export interface EvidenceReport {
  readonly id: string;
  readonly kind: "line" | "event" | "metric" | "api" | "operator" | "absence";
  /** How many lines say the same; this one is an exemplar. */
  readonly count: number;
  readonly source: {
    readonly file: string;
    readonly line: number | null;
    readonly byteOffset: number | null;
    readonly byteLength: number | null;
    readonly sha256: string | null;
    readonly pointer: string | null;
  };
  readonly time: Instant | null;
  readonly precision: Precision | null;
  readonly instance: string | null;
  readonly signature: string | null;
  /** The line, redacted, cut to a displayable length. Still not escaped for any medium. */
  readonly text: string;
}

export interface CoverageReport {
  /** Instance id, client id, `rds-events`, … */
  readonly subject: string;
  readonly from: Instant | null;
  readonly to: Instant | null;
  readonly state: "full" | "partial" | "none" | "pending";
  readonly why: string;
}

/** The result of an analysis. Everything printed, drawn or attached is derived from it alone. */
export interface Report {
  readonly $schema: string;
  readonly schemaVersion: "1-draft";
  readonly tool: { readonly version: string; readonly rulesSha256: string };
  /** Every threshold used, by name, in the unit the name carries. */
  readonly options: Readonly<Record<string, number | string>>;
  readonly inputs: readonly InputReport[];
  readonly window: { readonly start: Instant | null; readonly end: Instant | null };
  readonly verdict: {
    readonly class: HeadlineClass;
    readonly level: Confidence;
    readonly cause: string | null;
    readonly headline: string;
    /** Index into `incidents`; null for no-incident. */
    readonly incident: number | null;
  };
  /** The gravest first. */
  readonly incidents: readonly IncidentReport[];
  readonly instances: readonly InstanceReport[];
  readonly clients: readonly ClientReport[];
  readonly evidence: readonly EvidenceReport[];
  readonly coverage: readonly CoverageReport[];
  readonly problems: readonly (Problem & { readonly text: string })[];
  readonly accounting: Accounting;
}
