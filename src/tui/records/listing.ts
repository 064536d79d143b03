import type { Row, SignatureCodes } from "../../model/index.ts";
import type { Timeline } from "../../timeline/index.ts";
import type { ListedRecord } from "../case.ts";

/** Records whose texts were read last: some screens full. */
const MOST = 512;

/** Of a longer record this much is read: one of a MB takes ms, and a page may be full of them. */
const HEAD_BYTES = 32 * 1024;

/** Characters of a message that a list can show. */
const MESSAGE_CHARACTERS = 400;

/** Rows as a list shows them; texts are read when a row is asked for. */
export class Listing {
  private readonly timeline: Timeline;
  private readonly codes: SignatureCodes;
  private readonly recent = new Map<Row, ListedRecord>();

  constructor(timeline: Timeline, codes: SignatureCodes) {
    this.timeline = timeline;
    this.codes = codes;
  }

  /** @param row a message's */
  record(row: Row): ListedRecord {
    const known = this.recent.get(row);
    if (known !== undefined) return known;
    if (this.recent.size >= MOST)
      for (const oldest of [...this.recent.keys()].slice(0, MOST / 2)) this.recent.delete(oldest);
    const made = this.read(row);
    this.recent.set(row, made);
    return made;
  }

  private read(row: Row): ListedRecord {
    const { timeline } = this;
    return {
      row,
      time: timeline.time(row),
      precision: timeline.precision(row),
      level: timeline.level(row),
      stream: timeline.stream(row),
      signature: this.codes.id(timeline.signature(row)),
      pid: timeline.pid(row),
      message: this.messageOf(row),
    };
  }

  /** The first line that says something: some applications put all they have to say into an error. */
  private messageOf(row: Row): string {
    const { message, error } = this.timeline.head(row, HEAD_BYTES);
    const text = message.trim() === "" ? (error ?? "") : message;
    const start = text.length - text.trimStart().length;
    const end = text.indexOf("\n", start);
    return text.slice(start, Math.min(end === -1 ? text.length : end, start + MESSAGE_CHARACTERS));
  }
}
