import { type Problem, SECOND_US } from "../../model/index.ts";

/** What a scan has to say about a file: one problem a kind, with its first place and a count, never one a line. */
export class Notes {
  private readonly path: string;
  private readonly found = new Map<string, Problem>();
  private firstNul: Problem | null = null;

  constructor(path: string) {
    this.path = path;
  }

  longLine(line: number, byteOffset: number, byteLength: number): void {
    const key = `long-line${this.found.size < 20 ? line : ""}`;
    if (!this.found.has(key)) this.found.set(key, { kind: "long-line", file: this.path, line, byteOffset, byteLength });
  }

  truncated(line: number, byteOffset: number, messages = 1): void {
    const known = this.found.get("truncated");
    const count = known?.kind === "truncated-message" ? known.count + messages : messages;
    const first = known?.kind === "truncated-message" ? known : { line, byteOffset };
    this.found.set("truncated", {
      kind: "truncated-message",
      file: this.path,
      line: first.line,
      byteOffset: first.byteOffset,
      count,
    });
  }

  quarantined(line: number, byteOffset: number, reason: string, lines = 1): void {
    const known = this.found.get(`quarantined${reason}`);
    const first = known?.kind === "quarantined-lines" ? known : { firstLine: line, byteOffset, count: 0 };
    this.found.set(`quarantined${reason}`, {
      kind: "quarantined-lines",
      file: this.path,
      count: first.count + lines,
      firstLine: first.firstLine,
      byteOffset: first.byteOffset,
      reason,
    });
  }

  forged(line: number, byteOffset: number, reason: string): void {
    const key = `forged${this.found.size < 20 ? line : ""}`;
    if (!this.found.has(key)) this.found.set(key, { kind: "forged-line", file: this.path, line, byteOffset, reason });
  }

  /** Only jumps above the one second that concurrent writers explain. */
  backwards(line: number, beforeUs: number, nowUs: number): void {
    const seconds = Math.round((beforeUs - nowUs) / SECOND_US);
    if (seconds <= 1 || this.found.has("backwards")) return;
    this.found.set("backwards", { kind: "time-backwards", file: this.path, line, seconds });
  }

  /** The first NUL of a block whose first byte is the start of `line` at file offset `base`. */
  nul(bytes: Buffer, line: number, base: number): void {
    if (this.firstNul !== null) return;
    const at = bytes.indexOf(0);
    if (at === -1) return;
    let here = line;
    for (let n = bytes.indexOf(10); n !== -1 && n < at; n = bytes.indexOf(10, n + 1)) here++;
    this.firstNul = { kind: "nul-bytes", file: this.path, line: here, byteOffset: base + at };
  }

  elided(line: number): void {
    const known = this.found.get("excerpt");
    if (known?.kind === "excerpt") this.found.set("excerpt", { ...known, count: known.count + 1 });
    else this.found.set("excerpt", { kind: "excerpt", file: this.path, line, count: 1 });
  }

  undated(line: number): void {
    const known = this.found.get("undated");
    if (known?.kind === "undated-lines") this.found.set("undated", { ...known, count: known.count + 1 });
    else this.found.set("undated", { kind: "undated-lines", file: this.path, count: 1, afterLine: line - 1 });
  }

  unknownZone(line: number): void {
    if (this.found.has("zone")) return;
    this.found.set("zone", {
      kind: "zone-assumed",
      file: this.path,
      zone: "UTC",
      reason: `the abbreviation on line ${line} has several meanings; RDS logs in UTC unless log_timezone was changed`,
    });
  }

  /**
   * Takes in what was noted about the next range of the file, whose lines are numbered from 1.
   *
   * @returns false for what cannot be told of one range alone
   */
  append(problems: readonly Problem[], linesBefore: number): boolean {
    return problems.every((problem) => this.appendOne(problem, linesBefore));
  }

  private appendOne(problem: Problem, linesBefore: number): boolean {
    switch (problem.kind) {
      case "long-line":
        this.longLine(linesBefore + problem.line, problem.byteOffset, problem.byteLength);
        return true;
      case "truncated-message":
        this.truncated(linesBefore + problem.line, problem.byteOffset, problem.count);
        return true;
      case "quarantined-lines":
        this.quarantined(linesBefore + problem.firstLine, problem.byteOffset, problem.reason, problem.count);
        return true;
      case "forged-line":
        this.forged(linesBefore + problem.line, problem.byteOffset, problem.reason);
        return true;
      case "time-backwards":
        this.backwards(linesBefore + problem.line, problem.seconds * SECOND_US, 0);
        return true;
      case "nul-bytes":
        this.firstNul ??= { ...problem, line: linesBefore + problem.line };
        return true;
      case "zone-assumed":
        if (linesBefore === 0) this.found.set("zone", problem);
        // Its words name the line.
        return this.found.has("zone");
      default:
        return false;
    }
  }

  problems(): readonly Problem[] {
    const found = [...this.found.values()];
    return this.firstNul === null ? found : [...found, this.firstNul];
  }
}
