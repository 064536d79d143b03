// A case from plain values: streams of records with their bytes, and a scheduler that the test turns by hand.
import type { RecordText, SignatureCodes, SignatureId, Stream } from "../../../src/model/index.ts";
import { displayBytes, Timeline } from "../../../src/timeline/index.ts";
import type { CaseRecords, Filter, Filtering } from "../../../src/tui/case.ts";
import { openRecords } from "../../../src/tui/records/index.ts";
import { fill } from "../../timeline/fill.ts";
import { file } from "../../timeline/build.ts";

/** A record: its text is all of its line. */
interface MadeRecord {
  /** Seconds, null for none. */
  readonly s: number | null;
  readonly text?: string;
  readonly level?: number;
  readonly signature?: SignatureId;
  readonly pid?: number;
  readonly port?: number;
  /** Secondary lines behind it. */
  readonly children?: readonly string[];
  /** A line behind it that is no part of any record. */
  readonly stray?: string;
}

export interface MadeStream {
  readonly name: string;
  readonly kind?: Stream["kind"];
  readonly offsetSeconds?: number;
  readonly records: readonly MadeRecord[];
}

export const ids: readonly SignatureId[] = ["read-only-refused", "client-read-only", "duration", "ready"];

const codes: SignatureCodes = {
  code: (id) => ids.indexOf(id) + 1,
  id: (code) => ids[code - 1] ?? null,
};

/** Work that waits to be done, a turn at a time. */
export class Turns {
  /** Slices done so far. */
  slices = 0;
  private waiting: (() => void)[] = [];
  private ms = 0;

  readonly soon = (run: () => void): void => {
    this.waiting.push(run);
  };

  /** A ms passes each time somebody looks. */
  readonly nowMs = (): number => this.ms++;

  /** False when nothing waited. */
  turn(): boolean {
    const now = this.waiting;
    this.waiting = [];
    this.slices += now.length;
    for (const run of now) run();
    return now.length > 0;
  }

  all(): void {
    while (this.turn());
  }
}

export interface MadeCase {
  readonly timeline: Timeline;
  readonly records: CaseRecords;
  readonly turns: Turns;
  /** Rows of each stream's records. */
  readonly rows: readonly (readonly number[])[];
  /** The bytes of each stream's file. */
  readonly texts: readonly string[];
}

/** As the analysis pairs them. */
const counterparts = (client: SignatureId) => (client === "client-read-only" ? (["read-only-refused"] as const) : null);

/** @param prepare is given the timeline before the records are opened */
export function madeCase(
  streams: readonly MadeStream[],
  prepare: (timeline: Timeline, rows: readonly (readonly number[])[]) => void = () => {},
): MadeCase {
  const timeline = new Timeline((bytes) => ({ ...nothing, message: displayBytes(bytes) }));
  const rows: (readonly number[])[] = [];
  const texts: string[] = [];
  for (const { name, kind = "server", offsetSeconds = 0, records } of streams) {
    const path = `${name}.log`;
    const added = timeline.addStream({ kind, name, files: [path], format: [], timeBasis: "stated", offsetSeconds });
    const text = records.map(linesOf).join("");
    texts.push(text);
    const { first, result } = fill(timeline, file(path, Buffer.from(text)), [added.index], (sink) => {
      const own: number[] = [];
      let offset = 0;
      let line = 1;
      const put = (record: MadeRecord, shown: string, part: number, parent: number): number => {
        const us = record.s === null ? Number.NaN : Math.round(record.s * 1e6);
        const code = part === 0 && record.signature !== undefined ? codes.code(record.signature) : 0;
        const length = Buffer.byteLength(shown);
        const level = record.level ?? 2;
        const row = sink.add(
          us,
          2,
          level,
          part,
          code,
          offset,
          length,
          line,
          record.pid ?? 0,
          0,
          record.port ?? 0,
          parent,
        );
        sink.setDigest(row, length);
        if (part === 0 && us === us) sink.count(Math.floor(us / 1e6), level, 1);
        offset += length + 1;
        line += shown.split("\n").length;
        return row;
      };
      for (const record of records) {
        const row = put(record, record.text ?? "x", 0, -1);
        own.push(row);
        for (const child of record.children ?? []) put(record, child, 1, row);
        if (record.stray !== undefined) {
          offset += Buffer.byteLength(record.stray) + 1;
          line++;
        }
      }
      return own;
    });
    rows.push(result.map((row) => first + row));
  }
  prepare(timeline, rows);
  const turns = new Turns();
  const files = streams.map(({ name }, i) => ({ path: `${name}.log`, lines: (texts[i] ?? "").split("\n").length - 1 }));
  const records = openRecords({ timeline, files, codes, counterparts }, turns);
  return { timeline, records, turns, rows, texts };
}

function linesOf({ text = "x", children = [], stray }: MadeRecord): string {
  return [text, ...children, ...(stray === undefined ? [] : [stray])].map((each) => `${each}\n`).join("");
}

const everything: Filter = { streams: null, level: null, signature: null, text: null };

/** The places that a filter lets through, when all is done. */
export function matched({ records, turns }: MadeCase, filter: Partial<Filter>, from = 0): Filtering {
  const filtering = records.filter({ ...everything, ...filter }, from);
  turns.all();
  return filtering;
}

const nothing: RecordText = {
  time: null,
  precision: "second",
  level: "none",
  message: "",
  error: null,
  sqlstate: null,
  detail: null,
  hint: null,
  context: null,
  statement: null,
  pid: null,
  user: null,
  database: null,
  host: null,
  port: null,
  application: null,
};
