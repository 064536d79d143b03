/** What the doctor found about one thing. */
export interface Finding {
  /** `log-retention`, `csvlog` …: stable, for machines. */
  readonly id: string;
  /** `ready`: nothing to do. `weak`: an incident would be harder to explain. `missing`: evidence is lost. `unknown`: could not be told. */
  readonly state: "ready" | "weak" | "missing" | "unknown";
  /** The cluster, an instance or a parameter group. */
  readonly subject: string;
  /** What is so, in a sentence. */
  readonly what: string;
  /** What an incident would lack, in a sentence. Null when ready. */
  readonly why: string | null;
  /** The exact command that mends it, run by a person: this program changes nothing. Null when there is none. */
  readonly change: string | null;
}
