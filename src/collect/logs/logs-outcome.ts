/** One log file that is in the case. */
export interface KeptLog {
  /** As RDS names it. */
  readonly name: string;
  /** Below the case folder. */
  readonly path: string;
  /** Null when nothing comparable was declared. */
  readonly declaredBytes: number | null;
  readonly bytes: number;
  /** All bytes of the window are there, as they were. */
  readonly whole: boolean;
  /** Lines of the window may still come. */
  readonly pending: boolean;
}

/** A stretch of an instance's log that its files do not give, or not wholly. Epoch ms, the end exclusive. */
export interface LackingLog {
  /** Null when no file is named: older ones are gone, or none could be listed. */
  readonly name: string | null;
  readonly fromMs: number;
  readonly untilMs: number;
  /** The ledger's code. */
  readonly code: string;
  /** In words that follow "of its files". */
  readonly why: string;
  /** The case has a file of that stretch, with something missing inside: filled from elsewhere its records would be there twice. */
  readonly inside: boolean;
  /** The file of the case that ends too early, where one does. */
  readonly cutFile: string | null;
}

/** The log files of one instance. */
export interface InstanceLogs {
  readonly id: string;
  readonly files: readonly KeptLog[];
  /** Nothing of the window is lacking; what is pending is not lacking. */
  readonly complete: boolean;
  readonly missing: readonly LackingLog[];
  /** When the oldest log of the server that RDS still lists begins, epoch ms; null when it lists none. */
  readonly oldestMs: number | null;
  /** Files outside of the window. */
  readonly leftOut: { readonly files: number; readonly bytes: number };
}

/** What is there of the members' log files. */
export interface LogsOutcome {
  /** In the target's order. */
  readonly instances: readonly InstanceLogs[];
}
