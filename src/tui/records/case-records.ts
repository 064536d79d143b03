import type { Row, SignatureCodes, Stream } from "../../model/index.ts";
import type { FileRows, Timeline } from "../../timeline/index.ts";
import type { Bins, CaseRecords, Filter, Filtering, OrderedRecords, Place, RecordDetail } from "../case.ts";
import { blocksFrom } from "./blocks.ts";
import { CaseFiltering } from "./case-filtering.ts";
import { CaseOrder } from "./case-order.ts";
import { ColumnCounts } from "./column-counts.ts";
import { columnTest } from "./columns.ts";
import { type Counterparts, Joins } from "./joined.ts";
import { Listing } from "./listing.ts";
import { AllRecords } from "./ordered.ts";
import { recordDetail } from "./record-details.ts";
import { everyRow, regexSearch, type Search, textSearch } from "./searches.ts";
import { inSlices, type Scheduler, type Work } from "./slices.ts";
import { Standing } from "./standing.ts";

/** What records are read from. */
export interface RecordSources {
  /** All records of the case, those that repeat others hidden. */
  readonly timeline: Timeline;
  /** Logs with their number of physical lines; null where only a part was read. */
  readonly files: readonly { readonly path: string; readonly lines: number | null }[];
  readonly codes: SignatureCodes;
  readonly counterparts: Counterparts;
}

/** Records of a case over its timeline: begins at once to put them in order, in slices. */
export function openRecords(sources: RecordSources, scheduler: Scheduler): CaseRecords & Work {
  return new TimelineRecords(sources, scheduler);
}

class TimelineRecords implements CaseRecords {
  all: OrderedRecords | null = null;
  readonly files: readonly string[];
  private readonly sources: RecordSources;
  private readonly scheduler: Scheduler;
  private readonly order: CaseOrder;
  private readonly listing: Listing;
  private readonly joins: Joins;
  private readonly standing: Standing;
  private readonly records: AllRecords;
  private readonly columns: ColumnCounts;
  private readonly listeners: (() => void)[] = [];
  private readonly works = new Set<Work>();
  /** Filters that wait for the order. */
  private readonly waiting = new Set<() => void>();

  constructor(sources: RecordSources, scheduler: Scheduler) {
    const { timeline, files, codes, counterparts } = sources;
    this.sources = sources;
    this.scheduler = scheduler;
    this.files = files.map(({ path }) => path);
    this.order = new CaseOrder(timeline);
    this.listing = new Listing(timeline, codes);
    this.joins = new Joins(timeline, this.order, codes, counterparts);
    this.standing = new Standing(timeline, this.order);
    this.records = new AllRecords(this.order, this.listing, this.standing);
    this.columns = new ColumnCounts(timeline, this.order, () => this.all !== null);
    this.work(this.putInOrder());
  }

  get ordered(): number {
    return this.all === null ? Math.min(0.999, this.order.share) : 1;
  }

  get streams(): readonly Stream[] {
    return this.sources.timeline.streams;
  }

  onChange(changed: () => void): void {
    this.listeners.push(changed);
  }

  detail(place: Place, of: OrderedRecords, context: number): RecordDetail | null {
    const { order, listing, joins } = this;
    return recordDetail({ timeline: this.sources.timeline, order, listing, joins }, place, of, context);
  }

  filter(filter: Filter, from: Place): Filtering {
    const { timeline, codes } = this.sources;
    const filtering = new CaseFiltering(
      {
        all: this.records,
        order: this.order,
        endRow: timeline.endRow,
        blocks: () => blocksFrom(timeline, this.order, from),
        search: this.searchOf(filter.text ?? ""),
        fits: columnTest(timeline, codes, filter),
        from,
      },
      () => stop(),
    );
    let stop = (): void => {
      this.waiting.delete(begin);
    };
    const begin = (): void => {
      const work = this.work(filtering.steps());
      stop = () => work.cancel();
    };
    if (this.all === null) this.waiting.add(begin);
    else begin();
    return filtering;
  }

  rowOfLine(file: string, line: number): Row | null {
    const lines = this.sources.files.find(({ path }) => path === file)?.lines;
    if (lines === undefined || !(line >= 1) || (lines !== null && line > lines)) return null;
    return this.rowIn(file, (rows) => rows.byLine(line));
  }

  rowOfByte(file: string, byteOffset: number): Row | null {
    const size = this.sources.timeline.rowsOfFile(file)[0]?.file.bytes.size;
    if (size === undefined || !(byteOffset >= 0) || byteOffset >= size) return null;
    return this.rowIn(file, (each) => each.byByte(byteOffset));
  }

  bins(stream: Stream | null, startUs: number, endUs: number, columns: number): Bins {
    return this.columns.bins(stream, startUs, endUs, columns);
  }

  cancel(): void {
    for (const work of this.works) work.cancel();
    this.works.clear();
    this.waiting.clear();
  }

  /** The message at an index of a file's rows, or behind it where nothing is before; null for a file without messages. */
  private rowIn(file: string, indexIn: (rows: FileRows) => number): Row | null {
    const ranges = this.sources.timeline.rowsOfFile(file).filter((rows) => rows.count > 0);
    const rows = ranges.findLast((each) => indexIn(each) >= 0) ?? ranges[0];
    const row = rows?.at(Math.max(0, indexIn(rows))) ?? null;
    if (rows === undefined || row === null) return null;
    const message = rows.messageOf(row);
    return this.all === null ? message : this.standing.standFor(message ?? row);
  }

  private searchOf(text: string): Search {
    const { timeline } = this.sources;
    if (text === "") return everyRow;
    const isRegex = text.length > 2 && text.startsWith("/") && text.endsWith("/");
    return isRegex ? regexSearch(timeline, this.order, text.slice(1, -1)) : textSearch(timeline, this.order, text);
  }

  private *putInOrder(): Generator<undefined, void> {
    yield* this.order.build();
    this.all = this.records;
    for (const begin of this.waiting) begin();
    this.waiting.clear();
  }

  private work(steps: Iterator<unknown>): Work {
    const { works } = this;
    const inner = inSlices(
      steps,
      this.scheduler,
      () => {
        for (const changed of this.listeners) changed();
      },
      () => works.delete(work),
    );
    const work: Work = {
      cancel: () => {
        inner.cancel();
        works.delete(work);
      },
    };
    works.add(work);
    return work;
  }
}
