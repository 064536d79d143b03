import type { Problem } from "../../model/index.ts";
import type { PhysicalLine } from "./lines.ts";

/** Physical lines of a file that a problem is about. */
export interface Place {
  readonly line: number;
  readonly offset: number;
  /** How many. */
  readonly pieces: number;
}

interface Run {
  count: number;
  line: number;
  offset: number;
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
  repaired(line: Place): void {
    if (this.damaged) return;
    this.damaged = true;
    const reason = "its end is missing; the fields before are used";
    this.singles.push({ kind: "malformed-json", file: this.file, line: line.line, reason });
  }

  quarantine(line: Place, reason: string): void {
    const run = this.quarantined.get(reason) ?? newRun(line);
    this.quarantined.set(reason, run);
    count(run, line, line.pieces);
  }

  undatedLine(line: Place): void {
    count((this.undated ??= newRun(line)), line, line.pieces);
  }

  elision(line: Place): void {
    count((this.elided ??= newRun(line)), line, 1);
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

function newRun({ line, offset }: Place): Run {
  return { count: 0, line, offset };
}

/** The place of a run is the first of the file, in whichever order its lines are read. */
function count(run: Run, { line, offset }: Place, lines: number): void {
  run.count += lines;
  if (line < run.line) [run.line, run.offset] = [line, offset];
}
