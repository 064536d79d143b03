import { PAGE_ROWS, partOf, KIND, ROW_BYTES, SIGNATURE, STREAM } from "./row-layout.ts";
import { PartCode } from "../model/index.ts";
import { keysOf, RowGroups } from "./row-groups.ts";

/** Where pages wait that memory has no room for. */
export interface Spill {
  /** Position of the bytes, null when they cannot be taken (a full disk); then they stay in memory. */
  append(bytes: Uint8Array): number | null;
  /** Whether all of `target` could be filled from `position` on. */
  read(target: Uint8Array, position: number): boolean;
}

/** Up to {@link PAGE_ROWS} rows of one segment. */
export class Page {
  readonly rows: number;
  /** Null while its rows lie in the spill file. */
  view: DataView | null;
  /** Where its rows lie in the spill file; -1 while they do not, or lie there as they no longer are. */
  position = -1;
  /** Asked for since the store last looked for a page to put away. */
  used = false;
  /** Messages by signature; put away with the rows. */
  bySignature: RowGroups | null = null;
  byStream: RowGroups | null = null;
  /** Signatures of its messages. Stays, so that a query for rare ones leaves the page where it is. */
  signatures: Uint32Array | null = null;

  constructor(view: DataView) {
    this.view = view;
    this.rows = view.byteLength / ROW_BYTES;
  }
}

/** Pages of all segments of a run, the ones last asked for in memory. */
export class PageStore {
  private readonly memoryBytes: number;
  private readonly openSpill: () => Spill | null;
  private readonly minPages: number;
  private spill: Spill | null = null;
  private readonly resident: Page[] = [];
  private residentBytes = 0;
  private hand = 0;
  /** The spill took no more: rows stay in memory, and nothing is lost. */
  private stuck = false;

  /**
   * @param memoryBytes of rows that stay in memory, as far as they can be put elsewhere
   * @param openSpill called once, when there are more; null when there is no such place
   * @param minPages stay in memory whatever their size: who merges streams asks for one of each in turns
   */
  constructor(memoryBytes = Number.POSITIVE_INFINITY, openSpill: () => Spill | null = () => null, minPages = 64) {
    this.memoryBytes = memoryBytes;
    this.openSpill = openSpill;
    this.minPages = minPages;
  }

  /** Takes whole rows over; nobody else may write to them from now on. */
  keep(rows: DataView): Page {
    const page = new Page(rows);
    this.enter(page, rows.byteLength);
    return page;
  }

  /** Forgets pages that nobody will ask for. */
  drop(pages: readonly Page[]): void {
    const gone = new Set(pages);
    for (let i = this.resident.length - 1; i >= 0; i--) {
      const page = this.resident[i];
      if (page === undefined || !gone.has(page)) continue;
      this.resident.splice(i, 1);
      this.residentBytes -= page.rows * ROW_BYTES;
    }
  }

  /** A page's rows, to be read at once: they are gone as soon as another page is asked for and takes their room. */
  view(page: Page): DataView {
    page.used = true;
    return page.view ?? this.load(page);
  }

  /** A page's rows, to be kept elsewhere; no page is put away for it, so that those of many can be had at once. */
  bytes(page: Page): Uint8Array {
    if (page.view !== null) return bytesOf(page.view);
    const bytes = new Uint8Array(page.rows * ROW_BYTES);
    this.read(page, bytes);
    return bytes;
  }

  /** A page's rows, to be changed. */
  writable(page: Page): DataView {
    const view = this.view(page);
    page.position = -1;
    return view;
  }

  /** Messages of a page by signature. */
  bySignature(page: Page): RowGroups {
    const view = this.view(page);
    page.bySignature ??= new RowGroups(page.rows, (place) => signatureAt(view, place));
    page.signatures ??= page.bySignature.keys;
    return page.bySignature;
  }

  /** Rows of a page by the number of their stream. */
  byStream(page: Page): RowGroups {
    const view = this.view(page);
    return (page.byStream ??= new RowGroups(page.rows, (place) => view.getUint32(place * ROW_BYTES + STREAM, true)));
  }

  private load(page: Page): DataView {
    const bytes = new Uint8Array(page.rows * ROW_BYTES);
    this.read(page, bytes);
    const view = new DataView(bytes.buffer);
    page.view = view;
    this.enter(page, view.byteLength);
    return view;
  }

  private read(page: Page, target: Uint8Array): void {
    if (this.spill?.read(target, page.position) !== true)
      throw new Error("rows of the timeline could not be read back from the scratch folder");
  }

  private enter(page: Page, bytes: number): void {
    this.resident.push(page);
    this.residentBytes += bytes;
    while (this.residentBytes > this.memoryBytes && this.resident.length > this.minPages && !this.stuck)
      this.evict(page);
  }

  /** Puts the next page away that nobody asked for since the hand passed it; never the one that just came. */
  private evict(newest: Page): void {
    for (;;) {
      if (this.hand >= this.resident.length) this.hand = 0;
      const page = this.resident[this.hand];
      if (page === undefined) return;
      if (page.used || page === newest) {
        page.used = false;
        this.hand++;
        continue;
      }
      if (!this.putAway(page)) return;
      const last = this.resident.pop();
      if (last !== undefined && last !== page) this.resident[this.hand] = last;
      this.residentBytes -= page.rows * ROW_BYTES;
      return;
    }
  }

  private putAway(page: Page): boolean {
    const { view } = page;
    if (view === null) return true;
    if (page.position === -1) {
      page.signatures ??= keysOf(page.rows, (place) => signatureAt(view, place));
      this.spill ??= this.openSpill();
      const position = this.spill?.append(bytesOf(view)) ?? null;
      if (position === null) {
        this.stuck = true;
        return false;
      }
      page.position = position;
    }
    page.view = null;
    release(view);
    page.bySignature = null;
    page.byStream = null;
    return true;
  }
}

/** Signature of a message, -1 for other rows. */
function signatureAt(view: DataView, place: number): number {
  const at = place * ROW_BYTES;
  return partOf(view.getUint8(at + KIND)) === PartCode.message ? view.getUint16(at + SIGNATURE, true) : -1;
}

function bytesOf({ buffer, byteOffset, byteLength }: DataView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Gives memory back at once; the garbage collector sees no hurry where objects are small, and pages would pile up. */
function release({ buffer, byteLength }: DataView): void {
  // What an earlier run kept is one buffer for all pages.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

/** Bytes of a full page. */
export const PAGE_BYTES = PAGE_ROWS * ROW_BYTES;
