import type { RecordText, Row } from "../model/index.ts";

/** Texts kept, and bytes of their records: more is forgotten all at once. */
const MOST_TEXTS = 2048;
const MOST_BYTES = 2 << 20;

/** Texts of records read last. Several steps ask for the same few records of a log: its first ones, its errors. */
export class RecentTexts {
  private readonly texts = new Map<Row, RecordText>();
  private bytes = 0;

  get(row: Row): RecordText | undefined {
    return this.texts.get(row);
  }

  /** @param bytes length of the record in its file */
  keep(row: Row, text: RecordText, bytes: number): RecordText {
    if (this.texts.size >= MOST_TEXTS || this.bytes + bytes > MOST_BYTES) this.forget();
    this.bytes += bytes;
    this.texts.set(row, text);
    return text;
  }

  /** Texts are read with what is known of their stream: when that changes, they are read again. */
  forget(): void {
    this.texts.clear();
    this.bytes = 0;
  }
}
