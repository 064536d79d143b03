import type { Problem } from "../../model/index.ts";
import type { PhysicalLine } from "./lines.ts";
import type { LogicalLine } from "./unwrap.ts";

interface Run {
  count: number;
  readonly line: number;
  readonly offset: number;
}

/** Gathers what limits a file's answer: one Problem a kind and reason, with the count and the first place. */
export class FileProblems {
  private readonly file: string;
  private readonly quarantined = new Map<string, Run>();
  private readonly singles: Problem[] = [];
  private undated: Run | null = null;
  private elided: Run | null = null;
  private damaged = false;
  private nul = false;

  constructor(file: string) {
    this.file = file;
  }

  /** Looks at a physical line: too long, or holding NUL bytes. */
  line(line: PhysicalLine, limit: number): void {
    const { file } = this;
    if (line.byteLength > limit) {
      const { number, offset, byteLength } = line;
      this.singles.push({ kind: "long-line", file, line: number, byteOffset: offset, byteLength });
    }
    if (line.nulAt >= 0 && !this.nul) {
      this.nul = true;
      this.singles.push({ kind: "nul-bytes", file, line: line.number, byteOffset: line.nulAt });
    }
  }

  /** A JSON line whose end is missing; reported once, the first one. */
  repaired(line: LogicalLine): void {
    if (this.damaged) return;
    this.damaged = true;
    const reason = "its end is missing; the fields before are used";
    this.singles.push({ kind: "malformed-json", file: this.file, line: line.line, reason });
  }

  quarantine(line: LogicalLine, reason: string): void {
    count(this.quarantined.get(reason) ?? put(this.quarantined, reason, line), line.pieces);
  }

  undatedLine(line: LogicalLine): void {
    count((this.undated ??= { count: 0, line: line.line, offset: line.offset }), line.pieces);
  }

  elision(line: LogicalLine): void {
    count((this.elided ??= { count: 0, line: line.line, offset: line.offset }), 1);
  }

  /** All of them, in a fixed order. */
  list(): Problem[] {
    const { file } = this;
    const problems = [...this.singles];
    for (const [reason, run] of this.quarantined)
      problems.push({
        kind: "quarantined-lines",
        file,
        count: run.count,
        firstLine: run.line,
        byteOffset: run.offset,
        reason,
      });
    if (this.undated !== null)
      problems.push({ kind: "undated-lines", file, count: this.undated.count, afterLine: this.undated.line - 1 });
    if (this.elided !== null)
      problems.push({ kind: "excerpt", file, line: this.elided.line, count: this.elided.count });
    return problems;
  }
}

function put(runs: Map<string, Run>, reason: string, line: LogicalLine): Run {
  const run: Run = { count: 0, line: line.line, offset: line.offset };
  runs.set(reason, run);
  return run;
}

function count(run: Run, lines: number): void {
  run.count += lines;
}
