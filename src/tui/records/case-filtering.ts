import type { Row } from "../../model/index.ts";
import type { Filtering, OrderedRecords, Place } from "../case.ts";
import type { Block } from "./blocks.ts";
import { BLOCK_ROWS, type CaseOrder } from "./case-order.ts";
import { type AllRecords, FilteredRecords } from "./ordered.ts";
import { PlaceSet } from "./place-set.ts";
import type { Search } from "./searches.ts";

/** Places walked between two pauses. */
const PAUSE_PLACES = 8192;

/** What a filter is made of when it is applied. */
export interface FilterPlan {
  readonly all: AllRecords;
  readonly order: CaseOrder;
  readonly endRow: Row;
  /** In the order in which they are to be looked at. */
  readonly blocks: () => readonly Block[];
  readonly search: Search;
  /** Whether the columns of a message fit. */
  readonly fits: (row: Row) => boolean;
  /** Place of the cursor among all. */
  readonly from: Place;
}

/** A filter while it is applied: rows that fit, block by block; then their places. */
export class CaseFiltering implements Filtering {
  share = 0;
  first: Place | null = null;
  result: OrderedRecords | null = null;
  private readonly plan: FilterPlan;
  private readonly rows: PlaceSet;
  private cancelled = false;
  private readonly stop: () => void;

  /** @param stop ends the work */
  constructor(plan: FilterPlan, stop: () => void) {
    this.plan = plan;
    this.rows = new PlaceSet(plan.endRow);
    this.stop = stop;
  }

  get matches(): number {
    return this.rows.count;
  }

  cancel(): void {
    this.cancelled = true;
    this.result = null;
    this.stop();
  }

  /** The work, in steps. */
  *steps(): Generator<undefined, void> {
    const { plan, rows } = this;
    const blocks = plan.blocks();
    const found = (row: Row): void => {
      if (!rows.has(row) && plan.fits(row)) rows.add(row);
    };
    for (const [i, block] of blocks.entries()) {
      const before = rows.count;
      yield* plan.search(block, found);
      if (rows.count > before) yield* this.lookFirst(block);
      this.share = (i + 1) / (blocks.length + 1);
    }
    yield* this.finish();
  }

  private *finish(): Generator<undefined, void> {
    const { order, all, from } = this.plan;
    const places = new PlaceSet(order.count);
    for (let place = 0; place < order.count; place++) {
      if (this.rows.has(order.rowAt(place))) places.add(place);
      if (place % PAUSE_PLACES === 0) yield;
    }
    places.counted();
    const behind = places.select(places.rank(from));
    this.first = places.count === 0 ? null : behind === -1 ? places.select(0) : behind;
    this.share = 1;
    if (!this.cancelled) this.result = new FilteredRecords(all, order, places);
  }

  /** How far behind the cursor a place is; those before it come last. */
  private turn(place: Place): number {
    return place >= this.plan.from ? place - this.plan.from : this.plan.order.count + place;
  }

  /** Whether a match of this block comes before the first one so far. */
  private *lookFirst({ rows, from, low, high }: Block): Generator<undefined, void> {
    const block = Math.floor((rows.first + from) / BLOCK_ROWS);
    const cursor = this.plan.from;
    const parts =
      low <= cursor && cursor <= high
        ? ([
            [cursor, high],
            [low, cursor - 1],
          ] as const)
        : ([[low, high]] as const);
    for (const [begin, end] of parts) {
      for (let place = begin; place <= end; place++) {
        if (this.first !== null && this.turn(place) >= this.turn(this.first)) break;
        if (place % PAUSE_PLACES === 0) yield;
        const row = this.plan.order.rowAt(place);
        if (Math.floor(row / BLOCK_ROWS) !== block || !this.rows.has(row)) continue;
        this.first = place;
        return;
      }
    }
  }
}
