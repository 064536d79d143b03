import type { Cite } from "./facts.ts";
import type { ClientReport, MissingItem } from "./report.ts";
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
    readonly startUs: number;
    readonly endUs: number;
    readonly uncertaintyMs: number;
    readonly cites: readonly Cite[];
  }[];
  readonly inDoubt: readonly {
    readonly client: string;
    readonly us: number;
    readonly statement: string;
    readonly cites: readonly Cite[];
  }[];
  readonly impact: {
    readonly failedWrites: number;
    readonly clients: number;
    readonly databaseDownMs: number;
    readonly slowestClientRecoveredMs: number;
  };
}

/** A client as the report lists it, before evidence has ids. */
export interface ClientJudgement {
  readonly id: string;
  readonly staleSeconds: number;
  readonly healedBy: ClientReport["healedBy"];
  readonly stillRefusedAtEnd: boolean;
  readonly cites: readonly Cite[];
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
