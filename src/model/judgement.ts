import type { Cite } from "./facts.ts";
import type { ClientReport, MissingItem, StalenessReport } from "./report.ts";
import type { Confidence, HeadlineClass, StalenessSubtype, TriggerKind } from "./words.ts";

/** A statement with what carries it; `count` lines say so, a few of them are cited. */
export interface Reason {
  readonly text: string;
  readonly cites: readonly Cite[];
  readonly count: number;
}

/** A class weighed: evidence for, against, what is missing, and why the level is not higher. */
export interface Hypothesis {
  readonly class: HeadlineClass;
  readonly level: Confidence;
  /** Its own first requirement is met, so that it may be the headline even at `possible` (CLASSIFY §1). */
  readonly mayLead: boolean;
  readonly for: readonly Reason[];
  readonly against: readonly Reason[];
  readonly missing: readonly MissingItem[];
  readonly caps: readonly string[];
}

/** What clients met, beside the mechanism. */
export interface ClientEffect {
  readonly class: HeadlineClass | "transport-burst" | "none-seen" | "no-application-logs";
  readonly subtype: StalenessSubtype | null;
  readonly level: Confidence;
  readonly clients: readonly string[];
  readonly cites: readonly Cite[];
}

/** One incident, judged. */
export interface Judgement {
  readonly startUs: number;
  readonly endUs: number;
  readonly trigger: { readonly kind: TriggerKind; readonly cites: readonly Cite[] };
  readonly mechanism: { readonly class: HeadlineClass; readonly level: Confidence };
  readonly effects: readonly ClientEffect[];
  /** Leading one first. */
  readonly hypotheses: readonly Hypothesis[];
  readonly verdict: {
    readonly class: HeadlineClass;
    readonly level: Confidence;
    readonly cause: string | null;
    readonly headline: string;
  };
  /** The incident as ordered steps, independent of times, names and counts: equal for a recurrence. */
  readonly fingerprint: readonly string[];
  readonly moments: readonly {
    readonly us: number;
    /** False: `us` only gives the place. */
    readonly dated: boolean;
    readonly instance: string | null;
    readonly text: string;
    readonly cites: readonly Cite[];
  }[];
  readonly phases: readonly {
    readonly name: string;
    /** The client whose phase it is; null for the database's. */
    readonly client: string | null;
    readonly startUs: number;
    readonly endUs: number;
    readonly uncertaintyMs: number;
    /** Where both ends come from: `RDS events`, `log of aurora-2`, … */
    readonly source: string;
    readonly cites: readonly Cite[];
  }[];
  readonly inDoubt: readonly {
    readonly client: string;
    readonly us: number;
    readonly statement: string;
    readonly why: string;
    readonly cites: readonly Cite[];
  }[];
  readonly impact: {
    readonly failedWrites: number;
    readonly clients: number;
    readonly databaseDownMs: number;
    readonly slowestClientRecoveredMs: number;
  };
}

/** An answer to one of the explanations a team argues about. */
export interface Answer {
  readonly answer: "yes" | "no" | "undecidable";
  readonly text: string;
  readonly cites: readonly Cite[];
}

/** The three explanations of read-only errors after a failover (CASES §1). */
export interface Explanations {
  readonly oldConnectionKept: Answer;
  readonly endpointWrong: Answer;
  readonly writerRefused: Answer;
}

/** A client after a change of the writer, before evidence has ids. */
export interface StalenessMeter extends Omit<StalenessReport, "evidence"> {
  readonly cites: readonly Cite[];
}

/** A client as the report lists it, before evidence has ids. */
export interface ClientJudgement {
  readonly id: string;
  readonly staleSeconds: number;
  readonly healedBy: ClientReport["healedBy"];
  readonly stillRefusedAtEnd: boolean;
  readonly cites: readonly Cite[];
  /** Null when the client had no read-only error after a change of the writer. */
  readonly staleness: StalenessMeter | null;
  readonly explanations: Explanations | null;
}

/** The whole case, judged. */
export interface CaseJudgement {
  /** The gravest first; empty when nothing happened. */
  readonly incidents: readonly Judgement[];
  readonly verdict: Judgement["verdict"] & { readonly incident: number | null };
  readonly clients: readonly ClientJudgement[];
  /** Instances that events or clients name and whose logs are not there. */
  readonly missingInstances: readonly string[];
}
