import type { Row } from "../../model/index.ts";
import type { ListedRecord, OrderedRecords, Place } from "../case.ts";
import type { CaseOrder } from "./case-order.ts";
import type { Listing } from "./listing.ts";
import type { PlaceSet } from "./place-set.ts";
import type { Standing } from "./standing.ts";

/** All messages of a case. */
export class AllRecords implements OrderedRecords {
  private readonly order: CaseOrder;
  private readonly listing: Listing;
  private readonly standing: Standing;

  constructor(order: CaseOrder, listing: Listing, standing: Standing) {
    this.order = order;
    this.listing = listing;
    this.standing = standing;
  }

  get count(): number {
    return this.order.count;
  }

  at(place: Place): ListedRecord | null {
    return Number.isInteger(place) && place >= 0 && place < this.count
      ? this.listing.record(this.order.rowAt(place))
      : null;
  }

  placeAt(us: number): Place {
    return this.order.placeAt(us);
  }

  /** Of a row that is no message in the order: the place of the one that stands for it. */
  placeOf(row: Row): Place {
    const place = this.order.placeOf(row);
    if (place !== -1) return place;
    const standing = this.standing.standFor(row);
    return standing === null ? this.count : Math.max(0, this.order.placeOf(standing));
  }
}

/** Messages that a filter lets through, by their places among all. */
export class FilteredRecords implements OrderedRecords {
  private readonly all: AllRecords;
  private readonly order: CaseOrder;
  private readonly places: PlaceSet;

  /** @param places counted */
  constructor(all: AllRecords, order: CaseOrder, places: PlaceSet) {
    this.all = all;
    this.order = order;
    this.places = places;
  }

  get count(): number {
    return this.places.count;
  }

  at(place: Place): ListedRecord | null {
    const among = Number.isInteger(place) ? this.places.select(place) : -1;
    return among === -1 ? null : this.all.at(among);
  }

  placeAt(us: number): Place {
    for (const place of this.order.placesBetween(us, Number.POSITIVE_INFINITY)) {
      if (this.places.has(place)) return this.places.rank(place);
    }
    return this.count;
  }

  placeOf(row: Row): Place {
    return this.places.rank(this.all.placeOf(row));
  }
}
