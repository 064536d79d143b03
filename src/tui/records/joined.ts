import { type Row, SECOND_US, type SignatureCodes, type SignatureId } from "../../model/index.ts";
import type { Timeline } from "../../timeline/index.ts";
import type { Place } from "../case.ts";
import type { CaseOrder } from "./case-order.ts";

/** A record of another stream, and by what the two belong together. */
export interface Join {
  readonly row: Row;
  readonly place: Place;
  readonly why: string;
}

/** What a client's error of a kind is the other end of, or null: given by whoever pairs them for the verdict. */
export type Counterparts = (client: SignatureId) => readonly SignatureId[] | null;

/** Ports and process ids are used again: further apart they join nothing. */
const SESSION_US = 10 * SECOND_US;
/** Records looked at on each side: a storm holds as many in a second. */
const MOST_LOOKED = 20_000;
const MOST_JOINED = 8;

/** Finds what tells of the same thing in other streams: a client's record for a server's, and the other way round. */
export class Joins {
  private readonly timeline: Timeline;
  private readonly order: CaseOrder;
  private readonly codes: SignatureCodes;
  private readonly counterparts: Counterparts;

  constructor(timeline: Timeline, order: CaseOrder, codes: SignatureCodes, counterparts: Counterparts) {
    this.timeline = timeline;
    this.order = order;
    this.codes = codes;
    this.counterparts = counterparts;
  }

  /** The surest and nearest first; `place` is that of the row. Undated records are joined to nothing. */
  of(row: Row, place: Place): readonly Join[] {
    const us = this.timeline.time(row);
    if (us === null) return [];
    const found: (Join & { readonly rank: number; readonly apartUs: number })[] = [];
    for (const other of this.near(place, us)) {
      const row2 = this.order.rowAt(other);
      const apartUs = Math.abs((this.timeline.time(row2) ?? us) - us);
      const reason = this.reason(row, row2, apartUs);
      if (reason !== null) found.push({ row: row2, place: other, apartUs, ...reason });
    }
    return found
      .sort((a, b) => a.rank - b.rank || a.apartUs - b.apartUs || a.place - b.place)
      .slice(0, MOST_JOINED)
      .map(({ row: joined, place: at, why }) => ({ row: joined, place: at, why }));
  }

  private *near(place: Place, us: number): Iterable<Place> {
    const from = Math.max(0, place - MOST_LOOKED);
    for (const at of this.order.placesBetween(us - SESSION_US, us + SESSION_US + 1, from)) {
      if (at > place + MOST_LOOKED) return;
      if (at !== place) yield at;
    }
  }

  /** By what two records belong together, the surest first; null when by nothing. */
  private reason(a: Row, b: Row, apartUs: number): { readonly rank: number; readonly why: string } | null {
    const { timeline } = this;
    const [first, second] = [timeline.stream(a), timeline.stream(b)];
    if (first.kind === second.kind) return null;
    const [server, client] = first.kind === "server" ? [a, b] : [b, a];
    const apart = `${(apartUs / SECOND_US).toFixed(apartUs < SECOND_US ? 3 : 1)} s apart`;
    const port = timeline.port(server);
    const samePid = timeline.pid(client) !== 0 && timeline.pid(client) === timeline.pid(server);
    if (port !== 0 && timeline.port(client) === port) {
      const host = timeline.who(server)?.host ?? "";
      return samePid
        ? { rank: 0, why: `same client port ${port} and same server process ${timeline.pid(server)}, ${apart}` }
        : { rank: 1, why: `same client port ${port}${host === "" ? "" : ` (${host} on the server)`}, ${apart}` };
    }
    if (samePid) return { rank: 2, why: `the client names server process ${timeline.pid(server)}, ${apart}` };
    return this.sameError(server, client);
  }

  private sameError(server: Row, client: Row): { readonly rank: number; readonly why: string } | null {
    const { timeline, codes } = this;
    const [said, told] = [codes.id(timeline.signature(server)), codes.id(timeline.signature(client))];
    if (said === null || told === null || this.counterparts(told)?.includes(said) !== true) return null;
    const seconds = [server, client].map((row) => Math.floor((timeline.time(row) ?? Number.NaN) / SECOND_US));
    return seconds[0] === seconds[1]
      ? { rank: 3, why: `same second and error (${said} on the server, ${told} at the client); no session ties them` }
      : null;
  }
}
