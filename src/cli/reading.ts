import type { EarlyFinding, Overview } from "../analyze/index.ts";
import { escapeTerminal, fit } from "../text/index.ts";
import { sizeText } from "./collect-progress.ts";
import { findingLine, overviewLines } from "./reading-words.ts";

/** A storm in a hundred files must not scroll the rest away. */
const MAX_FINDINGS = 20;
/** The rate is that of the last seconds. */
const RATE_MS = 10_000;

/** The state of one case's reading. */
export class Reading {
  readonly total: number;
  readonly startMs: number;
  private readonly sizes: ReadonlyMap<string, number>;
  private readonly passedOf = new Map<string, number>();
  private passed = 0;
  /** How much was passed when, the oldest first. */
  private readonly marks: { readonly ms: number; readonly passed: number }[];
  private path = "";
  private overview: (() => Overview | null) | null;
  private readonly waiting: (() => readonly EarlyFinding[])[] = [];
  private readonly told = new Set<string>();

  constructor(
    files: readonly { readonly path: string; readonly bytes: number }[],
    overview: () => Overview | null,
    startMs: number,
  ) {
    this.sizes = new Map(files.map(({ path, bytes }) => [path, bytes]));
    this.total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    this.overview = overview;
    this.startMs = startMs;
    this.marks = [{ ms: startMs, passed: 0 }];
  }

  pass(path: string, bytes: number): void {
    this.path = path;
    const before = this.passedOf.get(path) ?? 0;
    const more = Math.max(0, Math.min(bytes, (this.sizes.get(path) ?? 0) - before));
    this.passedOf.set(path, before + more);
    this.passed += more;
  }

  /** What was left out of a file counts as passed with its end. */
  done(path: string, early: () => readonly EarlyFinding[]): void {
    this.pass(path, Number.POSITIVE_INFINITY);
    this.waiting.push(early);
  }

  /** What stays on the screen and is not there yet. */
  newLines(): readonly string[] {
    const overview = this.overview?.() ?? null;
    this.overview = null;
    const lines: string[] = [];
    if (overview !== null) lines.push(...overviewLines(overview, this.sizes.size, this.total));
    for (const early of this.waiting.splice(0)) {
      if (this.told.size >= MAX_FINDINGS) break;
      for (const finding of early()) {
        const key = `${finding.subject}\0${finding.id}`;
        if (this.told.has(key) || this.told.size >= MAX_FINDINGS) continue;
        this.told.add(key);
        lines.push(`  ${findingLine(finding)}`);
      }
    }
    return lines;
  }

  /** `reading <path> 43 %, 1.9 GiB/s, 3 s left`, the path cut so that all of it has room in `cells`. */
  status(nowMs: number, cells: number): string {
    const rate = this.rate(nowMs);
    const parts = [`${Math.floor((100 * this.passed) / Math.max(1, this.total))} %`];
    if (rate > 0) parts.push(`${sizeText(rate)}/s`);
    if (rate > 0 && nowMs - this.startMs > 1000) parts.push(`${Math.ceil((this.total - this.passed) / rate)} s left`);
    const tail = parts.join(", ");
    const room = Math.max(1, cells - "reading  ".length - tail.length);
    return `reading ${fit(escapeTerminal(this.path), room).trimEnd()} ${tail}`;
  }

  /** Bytes a second since about {@link RATE_MS}: what was slow at first, or a pause, is forgotten after a while. */
  private rate(nowMs: number): number {
    this.marks.push({ ms: nowMs, passed: this.passed });
    while (nowMs - (this.marks[1]?.ms ?? nowMs) >= RATE_MS) this.marks.shift();
    const since = this.marks[0] ?? { ms: nowMs, passed: 0 };
    return (this.passed - since.passed) / Math.max(0.001, (nowMs - since.ms) / 1000);
  }
}
