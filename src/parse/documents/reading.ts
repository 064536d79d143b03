import type { Exhibit, LineCounts, Problem } from "../../model/index.ts";
import { isBlank, lineAt } from "../rds-events/documents.ts";
import { type DocumentNode, oneLine, pointerOf } from "./node.ts";

/** Told one by one; a document that is wrong everywhere must not fill the report. */
const MAX_TOLD = 20;

const CONTINUATION = 1;
const REFUSED = 2;
const RECORD = 3;

/** One document being read: what of it was understood, what was not, and where each value lies. */
export class Reading {
  readonly file: string;
  readonly problems: Problem[] = [];
  /** Something in it was understood, even if it says nothing (an empty list of results). */
  supplied = false;
  private readonly text: string;
  private readonly lines: readonly number[];
  private readonly state: Uint8Array;
  private readonly beyond: number;
  private told = 0;
  private assumed = false;

  /**
   * @param text one character a byte (latin1)
   * @param lines where each physical line starts
   * @param beyond physical lines that are not among `lines` because there are too many to read
   */
  constructor(file: string, text: string, lines: readonly number[], beyond = 0) {
    this.file = file;
    this.text = text;
    this.lines = lines;
    this.beyond = beyond;
    this.state = new Uint8Array(lines.length);
  }

  /** Physical line, from 1. */
  lineOf(node: DocumentNode): number {
    return lineAt(this.lines, node.start) + 1;
  }

  exhibit(
    node: DocumentNode,
    kind: Exhibit["kind"],
    us: number,
    instance: string | null,
    text: string,
    pointer = pointerOf(node),
  ): Exhibit {
    const { file } = this;
    const source = {
      file,
      line: this.lineOf(node),
      byteOffset: node.start,
      byteLength: node.end - node.start,
      pointer,
    };
    return { kind, us, instance, text, source };
  }

  /** The thing the node holds is used: its first line is a record. */
  understood(node: DocumentNode): void {
    this.supplied = true;
    this.state[lineAt(this.lines, node.keyStart)] = RECORD;
  }

  /** The thing the node holds is not used; its lines are not understood. */
  refused(node: DocumentNode, reason: string): void {
    this.tell(node, reason);
    this.refuse(node.keyStart, node.end);
  }

  /** Nothing from an offset on is used. */
  refusedFrom(offset: number, reason: string): void {
    this.tellAt(offset, "", reason);
    this.refuse(offset, this.text.length);
  }

  /** Something about the node is wrong, or limits what it says; the rest of it is used. */
  tell(node: DocumentNode, reason: string): void {
    this.tellAt(node.keyStart, pointerOf(node), reason);
  }

  /** {@link tell} of a place that has no node. */
  tellAt(offset: number, pointer: string, reason: string): void {
    if (this.told++ >= MAX_TOLD) return;
    const line = lineAt(this.lines, offset) + 1;
    this.problems.push({ kind: "unusable-value", file: this.file, line, pointer: oneLine(pointer), reason });
  }

  /** Times of the file name no zone. Told once. */
  zoneAssumed(node: DocumentNode): void {
    if (this.assumed) return;
    this.assumed = true;
    const reason = `line ${this.lineOf(node)}: write Z or an offset such as +02:00 behind the time`;
    this.problems.push({ kind: "zone-assumed", file: this.file, zone: "UTC", reason });
  }

  /** The file is not valid at an offset; what can be read of it is used. */
  damaged(offset: number, reason: string): void {
    this.problems.push({ kind: "malformed-json", file: this.file, line: lineAt(this.lines, offset) + 1, reason });
  }

  /**
   * Every line is one of three: a record where a thing that was understood begins, a continuation inside of a value
   * that holds one (and blanks), quarantined elsewhere.
   *
   * @param values bytes of each value of the file
   */
  finish(values: readonly { readonly start: number; readonly end: number }[], reason: string): LineCounts {
    for (const { start, end } of values) this.continue(start, end);
    const { lines, state, text, file, beyond } = this;
    const counts = { lines: lines.length + beyond, records: 0, continuations: 0, quarantined: beyond };
    let firstBad = -1;
    let unexplained = 0;
    for (const [i, start] of lines.entries()) {
      if (state[i] === RECORD) counts.records++;
      else if (state[i] === CONTINUATION || isBlank(text, start, lines[i + 1] ?? text.length)) counts.continuations++;
      else {
        counts.quarantined++;
        if (state[i] === REFUSED) continue;
        if (firstBad === -1) firstBad = i;
        unexplained++;
      }
    }
    if (this.told > MAX_TOLD) {
      const more = `${this.told - MAX_TOLD} more values have problems like these`;
      this.problems.push({ kind: "not-used", file, reason: more });
    }
    if (firstBad !== -1) {
      const byteOffset = lines[firstBad] ?? 0;
      const count = unexplained;
      this.problems.push({ kind: "quarantined-lines", file, count, firstLine: firstBad + 1, byteOffset, reason });
    }
    return counts;
  }

  private refuse(start: number, end: number): void {
    const last = lineAt(this.lines, Math.max(start, end - 1));
    for (let line = lineAt(this.lines, start); line <= last; line++) {
      this.state[line] = Math.max(this.state[line] ?? 0, REFUSED);
    }
  }

  private continue(start: number, end: number): void {
    const first = lineAt(this.lines, start);
    const last = lineAt(this.lines, Math.max(start, end - 1));
    const states = this.state.subarray(first, last + 1);
    // Around things that were refused, and of which that was told, there is nothing more to tell.
    const what = states.includes(RECORD) ? CONTINUATION : states.includes(REFUSED) ? REFUSED : 0;
    for (const [i, state] of states.entries()) if (state === 0) states[i] = what;
  }
}
