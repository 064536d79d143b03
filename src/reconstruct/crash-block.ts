import { type Crash, type Moment, type RecordText, type Row, SECOND_US } from "../model/index.ts";
import { statementFingerprint } from "./verbs.ts";

/** Lines of one crash, as they come (P4): one block per postmaster, lines seconds apart. */
export class CrashBlock {
  private at: Moment | null = null;
  private lastUs = Number.NaN;
  private readonly rows: Row[] = [];
  private kind: Crash["kind"] = "child";
  private childPid: number | null = null;
  private clientBackend = false;
  private signal: number | null = null;
  private statement: string | null = null;
  private statementRow: Row | null = null;
  private runtimeText: Crash["runtimeText"] = null;
  private inPlace = false;
  private fatal = false;

  /** Whether a line at this moment belongs to the block. Undated lines stand by their place in the file. */
  accepts(moment: Moment, seconds: number): boolean {
    if (this.at === null || Number.isNaN(this.lastUs) || Number.isNaN(moment.us)) return true;
    return moment.us - this.lastUs <= seconds * SECOND_US;
  }

  line(moment: Moment): void {
    this.at ??= moment;
    this.lastUs = moment.us;
    this.rows.push(moment.row);
  }

  child(moment: Moment, text: RecordText, secondary: readonly Row[]): void {
    const first = this.childPid === null;
    this.line(moment);
    if (!first) return; // the first child is the cause, the others are what the postmaster then found
    const pid = /\(PID (\d+)\)/.exec(text.message)?.[1];
    const signal = /terminated by signal (\d+)/.exec(text.message)?.[1];
    this.childPid = pid === undefined ? null : Number(pid);
    this.signal = signal === undefined ? null : Number(signal);
    this.clientBackend = /^(?:server process|client backend) /.test(text.message);
    const failed = /^Failed process was running: ([\s\S]*)$/.exec(text.detail ?? "");
    if (failed !== null) {
      this.statement = failed[1] ?? "";
      this.statementRow = secondary[0] ?? moment.row;
      if (secondary[0] !== undefined) this.rows.push(secondary[0]);
    }
    if (this.kind === "runtime") this.kind = "child";
    this.fatal = true;
  }

  runtime(moment: Moment, text: "old" | "new"): void {
    if (this.childPid === null) this.kind = "runtime";
    this.line(moment);
    this.runtimeText = text;
    this.fatal = true;
  }

  postmasterGone(moment: Moment): void {
    if (this.childPid === null) this.kind = "postmaster";
    // One line a backend: a few are enough to cite.
    if (this.rows.length < 12) this.line(moment);
    this.lastUs = moment.us;
    this.fatal = true;
  }

  reinitialised(moment: Moment): void {
    this.line(moment);
    this.inPlace = true;
    this.fatal = true;
  }

  /**
   * Whether this block ended the life: the postmaster reinitialised, or shut down right after it, or nothing follows.
   * A background worker's death that the server survived is no crash of the instance.
   */
  ends(shutDown: Moment | null, seconds: number): boolean {
    if (!this.fatal || this.at === null) return false;
    if (this.inPlace || this.runtimeText !== null || this.kind === "postmaster") return true;
    return shutDown === null || Number.isNaN(shutDown.us) || this.accepts(shutDown, seconds);
  }

  toCrash(instance: string, incarnation: number): Crash {
    const at = this.at ?? { row: -1, us: Number.NaN, dated: false };
    return {
      instance,
      incarnation,
      at,
      rows: this.rows,
      kind: this.kind,
      childPid: this.childPid,
      clientBackend: this.clientBackend,
      signal: this.signal,
      statement: this.statement,
      statementRow: this.statementRow,
      fingerprint: this.statement === null ? null : statementFingerprint(this.statement),
      runtimeText: this.runtimeText,
      reinitialized: this.inPlace,
      write: { level: "none", reason: "not examined", cites: [] },
    };
  }
}
