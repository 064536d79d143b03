import type { Claim, HeadlineClass, Report, StalenessSubtype } from "../../model/index.ts";

/** Where an advice is from, for people who want to check it. */
export interface Source {
  readonly title: string;
  /** https, as DOMAIN, APPS or CLASSIFY give it, or looked up; never made up. */
  readonly url: string;
}

/**
 * How well the advice stands: its source says it (`documented`), somebody's incident showed it (`observed`), it follows
 * from both without being written anywhere (`inferred`), or nobody has tried it (`unverified`).
 */
export const marks = ["documented", "observed", "inferred", "unverified"] as const;
type Mark = (typeof marks)[number];

/** What an action is against: a headline class, a sub-type of endpoint-staleness, or a gap in the evidence. */
type Addressed = HeadlineClass | `endpoint-staleness (${StalenessSubtype})` | "commits in doubt" | "evidence";

/** Something to do. Its texts may hold names from the evidence: not escaped for any medium. */
export interface Action {
  readonly id: string;
  /** Imperative, short. */
  readonly title: string;
  /** What exactly: parameter, setting, command. Upper-case words in commands stand for the reader's own names. */
  readonly detail: string;
  /** The finding of this report that asks for it. */
  readonly because: Claim;
  readonly source: Source;
  readonly mark: Mark;
  readonly addresses: readonly Addressed[];
}

/** What an entry found in a report; `exactly` is what to do in this case, behind the general detail. */
export type Asked = Claim & { readonly exactly?: string };

/**
 * What an action is for, in the order actions are listed: it ends what still goes on, keeps it from happening again, lets
 * it be seen next time, or makes the evidence whole. Only the last is said where nothing was found, or nothing decided.
 */
export const purposes = ["end", "prevent", "watch", "evidence"] as const;

/** One entry of the playbook. */
export interface Entry extends Omit<Action, "because"> {
  readonly purpose: (typeof purposes)[number];
  /** In words, for the list of all entries: when a report asks for it. */
  readonly when: string;
  /** Null when this report does not ask for it. */
  readonly asks: (report: Report) => Asked | null;
}
