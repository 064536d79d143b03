import type { ClockKey } from "./clock.ts";
import type { AttributionSource, LedgerSource, Pooler } from "./facts.ts";
import type { Level } from "./level.ts";
import type { Problem } from "./problem.ts";
import type { Accounting, InputReport } from "./source.ts";
import type { RedactionReport } from "./redaction.ts";
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
  /** The instance whose evidence it is; null for the cluster's or a client's. */
  readonly instance: string | null;
  /** Names of the files to fetch, as a range; null when it is no file. */
  readonly files: string | null;
  /** The hypotheses it would tell apart. */
  readonly separates: readonly HeadlineClass[];
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
  /** The client whose phase it is; null for the database's. */
  readonly client: string | null;
  readonly start: Instant;
  readonly end: Instant;
  readonly uncertaintyMs: number;
  readonly source: string;
  readonly evidence: EvidenceIds;
}

export interface IncidentReport {
  readonly id: string;
  readonly window: { readonly start: Instant; readonly end: Instant };
  /** `who` called the API, by CloudTrail; null when no call of it is in the evidence. */
  readonly trigger: { readonly kind: TriggerKind; readonly who: string | null; readonly evidence: EvidenceIds };
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
    readonly why: string;
    readonly evidence: EvidenceIds;
  }[];
  readonly impact: {
    readonly failedWrites: number;
    readonly clients: number;
    readonly databaseDownMs: number;
    readonly slowestClientRecoveredMs: number;
  };
  /** The incident as ordered steps without times, names and counts, and their hash: equal for a recurrence. */
  readonly fingerprint: { readonly steps: readonly string[]; readonly sha256: string };
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
  /** What looks like trouble on it and is no part of an incident, with why. */
  readonly seen: readonly Claim[];
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
  readonly clock: ClockReport;
  /** On which instance its errors happened, by the best source there is. */
  readonly attribution: readonly {
    readonly instance: string;
    readonly by: AttributionSource;
    readonly count: number;
    readonly evidence: EvidenceIds;
  }[];
  /** What stands between this client and the instances and hides addresses and process ids. */
  readonly pooler: { readonly product: Pooler["product"]; readonly why: string; readonly evidence: EvidenceIds } | null;
  readonly staleness: StalenessReport | null;
  readonly explanations: {
    readonly oldConnectionKept: AnswerReport;
    readonly endpointWrong: AnswerReport;
    readonly writerRefused: AnswerReport;
  } | null;
}

/** A client's clock against the database's. `low…high` holds every offset that explains the pairs. */
export interface ClockReport {
  readonly state: "agrees" | "shifted" | "zone" | "not-estimable";
  readonly by: ClockKey | null;
  readonly lowSeconds: number | null;
  readonly highSeconds: number | null;
  readonly pairs: number;
  readonly outliers: number;
  readonly reason: string;
  readonly evidence: EvidenceIds;
}

export interface AnswerReport {
  readonly answer: "yes" | "no" | "undecidable";
  readonly text: string;
  readonly evidence: EvidenceIds;
}

/** How a client fared after a change of the writer. */
export interface StalenessReport {
  /** Index of the incident. */
  readonly incident: number;
  /** From the end of the failover to the last read-only error. */
  readonly seconds: number;
  readonly errors: number;
  /** Refused sessions that are known to be this client's, and how many of them were opened after the change. */
  readonly sessions: number;
  readonly births: number;
  readonly subtype: StalenessSubtype;
  readonly subtypeReason: string;
  /** The process had to be started again. */
  readonly neededRestart: boolean;
  /** TTL of the writer endpoint, and whether it was measured, told, or is Aurora's default. */
  readonly endpointTtlSeconds: number;
  readonly endpointTtlSource: "collected" | "operator" | "default";
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
  /** The line, redacted (docs/redaction.md), cut to a displayable length. Still not escaped for any medium. */
  readonly text: string;
}

export interface CoverageReport {
  /** Instance id, client id, `rds-events`, … */
  readonly subject: string;
  readonly source: LedgerSource;
  readonly from: Instant | null;
  readonly to: Instant | null;
  readonly state: "full" | "partial" | "none" | "pending";
  readonly why: string;
  /** What to fetch, until when AWS keeps it, and, when it is only late, when to run again. */
  readonly fetch: string | null;
  readonly availableUntil: Instant | null;
  readonly runAgainAfter: Instant | null;
}

/** Lines that no signature explains, more frequent in the incident than before it. Never part of the verdict. */
export interface NovelReport {
  /** The lines' common text; what varies is `<*>`. */
  readonly template: string;
  readonly instance: string;
  readonly level: Level;
  readonly inside: number;
  readonly before: number;
  /** Length of the quiet log it is compared with, s; 0 when there is none: then it is unexplained, not new. */
  readonly comparedSeconds: number;
  readonly evidence: EvidenceIds;
}

/** A user's rule that fired. Never part of the verdict. */
export interface RuleFindingReport {
  readonly rule: string;
  readonly title: string;
  readonly start: Instant | null;
  readonly end: Instant | null;
  readonly instances: readonly string[];
  readonly evidence: EvidenceIds;
}

/** Earlier cases with an incident like this one's. */
export interface RecurrenceReport {
  /** "second time in 9 days, same fingerprint" */
  readonly text: string;
  readonly cases: readonly {
    readonly case: string;
    readonly start: Instant | null;
    readonly class: HeadlineClass;
    readonly level: Confidence;
    readonly match: "same" | "similar" | "different";
    /** Steps of both in the same order, of those of the longer. */
    readonly shared: { readonly steps: number; readonly of: number };
  }[];
}

/** The engine the incident ran on, as far as the evidence tells. Still not escaped for any medium. */
export interface ClusterReport {
  /** DescribeDBClusters' identifier; null when no snapshot names it. */
  readonly id: string | null;
  /** `aurora-postgresql`, `postgres`; null when no snapshot tells. */
  readonly engine: string | null;
  /** As the source writes it: `16.4`, with Aurora's patch release (`16.4.6`) only where somebody stated it. */
  readonly engineVersion: string | null;
  /** Where the version comes from: a snapshot, or the line a server writes when it starts. */
  readonly by: "api" | "log";
  readonly evidence: EvidenceIds;
}

/** The result of an analysis. Everything printed, drawn or attached is derived from it alone. */
export interface Report {
  readonly $schema: string;
  readonly schemaVersion: "1";
  readonly tool: { readonly version: string; readonly rulesSha256: string };
  /** Every threshold used, by name, in the unit the name carries. */
  readonly options: Readonly<Record<string, number | string>>;
  readonly inputs: readonly InputReport[];
  readonly window: { readonly start: Instant | null; readonly end: Instant | null };
  /** Null when neither a snapshot nor a start in a log tells anything of it. */
  readonly cluster: ClusterReport | null;
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
  readonly novel: readonly NovelReport[];
  readonly ruleFindings: readonly RuleFindingReport[];
  /** Null unless other cases were given to compare with. */
  readonly recurrence: RecurrenceReport | null;
  readonly problems: readonly (Problem & { readonly text: string })[];
  /** How much of what was found is not shown, by class; a class of which nothing was taken out is not listed. */
  readonly redactions: readonly RedactionReport[];
  readonly accounting: Accounting;
}
