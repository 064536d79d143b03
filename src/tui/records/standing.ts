import { type Row, SECOND_US } from "../../model/index.ts";
import type { Timeline } from "../../timeline/index.ts";
import type { CaseOrder } from "./case-order.ts";

/** What leads from any line of a file to a message of the list. */
export class Standing {
  private readonly timeline: Timeline;
  private readonly order: CaseOrder;

  constructor(timeline: Timeline, order: CaseOrder) {
    this.timeline = timeline;
    this.order = order;
  }

  /**
   * The message in the order that stands for a row: the one that a secondary line explains, the one that says the same in
   * another file (csvlog beside stderr), else the nearest. Null when the case has no message.
   */
  standFor(row: Row): Row | null {
    const message = this.timeline.fileOf(row).messageOf(row) ?? row;
    if (this.order.placeOf(message) !== -1) return message;
    return this.repeated(message) ?? this.nearest(message);
  }

  /** The message that a hidden row repeats: same log, process and text, at most a second apart. */
  private repeated(row: Row): Row | null {
    const { timeline, order } = this;
    const time = timeline.time(row);
    if (!timeline.isHidden(row) || time === null) return null;
    const second = Math.floor(time / SECOND_US);
    const { index } = timeline.stream(row);
    let found: Row | null = null;
    for (const place of order.placesBetween((second - 1) * SECOND_US, (second + 2) * SECOND_US)) {
      const other = order.rowAt(place);
      if (timeline.pid(other) !== timeline.pid(row) || timeline.digest(other) !== timeline.digest(row)) continue;
      if (timeline.stream(other).index !== index) continue;
      if (timeline.twinOf(other) === row) return other;
      found ??= other;
    }
    return found;
  }

  private nearest(row: Row): Row | null {
    const { order } = this;
    if (order.count === 0) return null;
    const time = this.timeline.time(row);
    const place = time === null ? 0 : Math.min(order.placeAt(time), order.count - 1);
    return order.rowAt(place);
  }
}
