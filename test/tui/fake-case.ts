import {
  epochUs,
  LevelCode,
  levels,
  noDocuments,
  type EpochUs,
  type LastingFacts,
  type Report,
  type Stream,
} from "../../src/model/index.ts";
import type {
  CaseRecords,
  Filter,
  Filtering,
  ListedRecord,
  Mark,
  OrderedRecords,
  RecordDetail,
  ViewCase,
} from "../../src/tui/case.ts";
import type { Effect } from "../../src/tui/state/effect.ts";
import type { Action } from "../../src/tui/state/action.ts";
import { reduce } from "../../src/tui/state/reduce.ts";
import type { State } from "../../src/tui/state/state.ts";

/** A record of a fake log; `us` null is undated. */
export interface FakeRecord {
  readonly us: number | null;
  readonly level: number;
  readonly stream: number;
  readonly signature: string | null;
  readonly message: string;
}

export const emptyFacts: LastingFacts = {
  window: null,
  instances: [],
  failovers: [],
  overlaps: [],
  clients: [],
  events: [],
  eventsSupplied: false,
  documents: noDocuments,
  memory: [],
  forwarding: { state: "unknown", cites: [] },
  ledger: [],
  uptimeRestarts: [],
};

interface Given {
  readonly report: Report;
  readonly facts?: LastingFacts;
  readonly streams: readonly Pick<Stream, "kind" | "name">[];
  /** The one file of each stream. */
  readonly files: readonly string[];
  /** In timeline order. */
  readonly records: readonly FakeRecord[];
  /** Answers come only when {@link FakeCase.finish} is called. */
  readonly slow?: boolean;
}

/** A case in memory, and the strings that tests pull. */
export interface FakeCase extends ViewCase {
  /** Does what was asked outside; returns the actions that follow. */
  perform(effect: Effect): Action[];
  /** Lets the order and all filters be done. */
  finish(): void;
  readonly cancelled: readonly number[];
}

/** A case whose logs are arrays. Each stream is one file, each record of it one line of 100 bytes. */
export function fakeCase({
  report,
  facts = emptyFacts,
  streams: named,
  files,
  records,
  slow = false,
}: Given): FakeCase {
  const streams = named.map(({ kind, name }, index): Stream => ({
    index,
    kind,
    name,
    files: [files[index] ?? name],
    format: [],
    timeBasis: "stated",
    offsetSeconds: 0,
  }));
  const lines: number[] = [];
  const counts = streams.map(() => 0);
  for (const { stream } of records) lines.push((counts[stream] = (counts[stream] ?? 0) + 1));
  const listed = records.map(({ us, level, stream, signature, message }, row): ListedRecord => {
    const owner = streams[stream];
    if (owner === undefined) throw new TypeError(`no stream ${stream}`);
    return {
      row,
      time: us === null ? null : epochUs(us),
      precision: "millisecond",
      level,
      stream: owner,
      signature,
      pid: row,
      message,
    };
  });
  const rowAt = (file: string, line: number): number | null => {
    const row = listed.findIndex(({ stream }, index) => stream.files[0] === file && lines[index] === line);
    return row < 0 ? null : row;
  };
  const whole = ordered(listed);
  const open = { done: !slow };
  const cancelledIds: number[] = [];
  let marks: Mark[] = [];
  let nextMark = 1;
  const caseRecords: CaseRecords = {
    get all() {
      return open.done ? whole : null;
    },
    get ordered() {
      return open.done ? 1 : 0.34;
    },
    streams,
    onChange: () => {},
    detail: (place, of, context) => detailOf(of.at(place), listed, lines, context),
    filter: (filter) =>
      filteringOf(
        listed.filter((record) => passes(record, filter)),
        open,
        whole,
      ),
    rowOfLine: rowAt,
    rowOfByte: (file, byteOffset) => rowAt(file, Math.floor(byteOffset / 100) + 1),
    files: files,
    bins(stream, startUs, endUs, columns) {
      const bins = new Uint32Array(columns * levels.length);
      for (const { time, level, stream: own } of listed) {
        if (time === null || time < startUs || time >= endUs || (stream !== null && stream.index !== own.index))
          continue;
        const at = Math.floor(((time - startUs) / (endUs - startUs)) * columns) * levels.length + level;
        bins[at] = (bins[at] ?? 0) + 1;
      }
      return { counts: bins };
    },
  };
  const place = (id: number): number => marks.findIndex((mark) => mark.id === id);
  const caseMarks = {
    get list() {
      return marks;
    },
    trouble: null,
    add(record: Pick<RecordDetail, "file" | "line" | "byteOffset" | "byteLength" | "time">) {
      const mark: Mark = { ...record, id: nextMark++, comment: "" };
      marks = [...marks, mark];
      return mark;
    },
    comment(id: number, text: string) {
      marks = marks.map((mark) => (mark.id === id ? { ...mark, comment: text } : mark));
    },
    move(id: number, by: number) {
      const from = place(id);
      const moved = marks[from];
      if (moved !== undefined) marks = marks.toSpliced(from, 1).toSpliced(from + by, 0, moved);
    },
    remove(id: number) {
      marks = marks.filter((mark) => mark.id !== id);
    },
  };
  return {
    name: "orders",
    report,
    facts,
    records: caseRecords,
    marks: caseMarks,
    localZone: "Asia/Kolkata",
    cancelled: cancelledIds,
    finish: () => {
      open.done = true;
    },
    perform(effect) {
      switch (effect.kind) {
        case "start-filter":
          return [{ kind: "filter-started", id: effect.id, filtering: caseRecords.filter(effect.filter, effect.from) }];
        case "cancel-filter":
          cancelledIds.push(effect.id);
          return [];
        case "add-mark":
          caseMarks.comment(caseMarks.add(effect.record).id, effect.comment);
          return [{ kind: "changed" }];
        case "comment-mark":
          caseMarks.comment(effect.id, effect.text);
          return [{ kind: "changed" }];
        case "move-mark":
          caseMarks.move(effect.id, effect.by);
          return [{ kind: "changed" }];
        case "remove-mark":
          caseMarks.remove(effect.id);
          return [{ kind: "changed" }];
        default:
          return [];
      }
    },
  };
}

/** The state after actions, effects done as the terminal would; and the effects. */
export function play(
  state: State,
  viewCase: FakeCase,
  actions: readonly Action[],
): { state: State; effects: Effect[] } {
  const effects: Effect[] = [];
  const waiting = [...actions];
  let now = state;
  for (let action = waiting.shift(); action !== undefined; action = waiting.shift()) {
    const step = reduce(now, action, viewCase);
    now = step.state;
    effects.push(...step.effects);
    waiting.unshift(...step.effects.flatMap((effect) => viewCase.perform(effect)));
  }
  return { state: now, effects };
}

function passes({ stream, level, signature, message }: ListedRecord, filter: Filter): boolean {
  const { text } = filter;
  const regex =
    text !== null && text.length > 2 && text.startsWith("/") && text.endsWith("/")
      ? new RegExp(text.slice(1, -1))
      : null;
  return (
    (filter.streams === null || filter.streams.has(stream.index)) &&
    (filter.level === null || level >= filter.level) &&
    (filter.signature === null || signature === filter.signature) &&
    (text === null || (regex === null ? message.includes(text) : regex.test(message)))
  );
}

function ordered(list: readonly ListedRecord[]): OrderedRecords {
  const after = (found: number): number => (found < 0 ? list.length : found);
  return {
    count: list.length,
    at: (place) => list[place] ?? null,
    placeAt: (us) => after(list.findIndex(({ time }) => time !== null && time >= us)),
    placeOf: (row) => after(list.findIndex((record) => record.row >= row)),
  };
}

function filteringOf(list: readonly ListedRecord[], open: { readonly done: boolean }, all: OrderedRecords): Filtering {
  const result = ordered(list);
  const [first] = list;
  let cancelled = false;
  return {
    get matches() {
      return open.done ? list.length : Math.min(list.length, 1);
    },
    get share() {
      return open.done ? 1 : 0.5;
    },
    first: first === undefined ? null : all.placeOf(first.row),
    get result() {
      return open.done && !cancelled ? result : null;
    },
    cancel() {
      cancelled = true;
    },
  };
}

function detailOf(
  record: ListedRecord | null,
  all: readonly ListedRecord[],
  lines: readonly number[],
  context: number,
): RecordDetail | null {
  if (record === null) return null;
  const line = lines[record.row] ?? 1;
  const own = all.filter(({ stream }) => stream.index === record.stream.index);
  const around = (from: number, to: number): string[] => own.slice(Math.max(from, 0), to).map(({ message }) => message);
  const joined = all.filter(
    ({ time, row, stream }) => time === record.time && row !== record.row && stream !== record.stream,
  );
  return {
    ...record,
    file: record.stream.files[0] ?? "",
    line,
    byteOffset: (line - 1) * 100,
    byteLength: 99,
    before: around(line - 1 - context, line - 1),
    lines: [record.message],
    after: around(line, line + context),
    joined: joined.slice(0, 5).map((other) => ({ place: other.row, why: "same time", record: other })),
  };
}

/** Records of two instances and a client, two at a time, five a second, some of every level. */
export function someRecords(startUs: EpochUs, count: number): FakeRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    us: index % 97 === 13 ? null : startUs + Math.floor(index / 2) * 400_000,
    level: index % 31 === 7 ? LevelCode.error : index % 17 === 3 ? LevelCode.warning : LevelCode.info,
    stream: index % 3,
    signature: index % 31 === 7 ? "read-only-refused" : index % 5 === 0 ? "checkpoint" : null,
    message:
      index % 31 === 7 ? `cannot execute UPDATE in a read-only transaction #${index}` : `checkpoint complete ${index}`,
  }));
}
