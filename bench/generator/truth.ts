import { levels, LevelCode, type SignatureId } from "../../src/model/index.ts";
import { type Cell, Histogram } from "./histogram.ts";

/** What the generator wrote into a file: what every scan of it must find, whatever the blocks. */
export interface FileTruth {
  /** Relative to the case. */
  readonly file: string;
  /** Decoded. */
  readonly bytes: number;
  /** Physical lines: records + continuations. */
  readonly lines: number;
  readonly records: number;
  /** Lines that are no record of their own: of statements, and secondary lines (DETAIL, HINT, STATEMENT). */
  readonly continuations: number;
  /** Records by level, in the product's words: LOG is `info`. */
  readonly levels: Readonly<Record<string, number>>;
  /** Records by the signature that reads them; those of none are left out. */
  readonly signatures: Readonly<Record<string, number>>;
  /** sha256 over `second level count` lines, sorted: no record moved in time, none twice. */
  readonly histogram: string;
  /** The histogram itself where it is small: `[second, level, count]`. */
  readonly cells?: readonly Cell[];
}

/** More are told by their checksum alone. */
const MAX_CELLS = 4000;

/** Counts what is written into one file. */
export class FileCount {
  #bytes = 0;
  #records = 0;
  #continuations = 0;
  readonly #signatures = new Map<SignatureId, { count: number }>();
  readonly #histogram = new Histogram();
  /** Of the second being written, by level: one cell of the histogram is touched a second, not a record. */
  readonly #now = new Int32Array(levels.length);
  #second = -1;

  /** A record of `bytes` bytes and `continuations` lines beyond its first. */
  record(
    ms: number,
    level: keyof typeof LevelCode,
    bytes: number,
    continuations: number,
    id: SignatureId | null,
  ): void {
    const second = Math.floor(ms / 1000);
    if (second !== this.#second) this.#closeSecond(second);
    const code = LevelCode[level];
    this.#now[code] = (this.#now[code] ?? 0) + 1;
    this.#bytes += bytes;
    this.#records++;
    this.#continuations += continuations;
    if (id !== null) this.#ofSignature(id).count++;
  }

  #ofSignature(id: SignatureId): { count: number } {
    const known = this.#signatures.get(id);
    if (known !== undefined) return known;
    const added = { count: 0 };
    this.#signatures.set(id, added);
    return added;
  }

  #closeSecond(next: number): void {
    for (const [level, count] of this.#now.entries()) {
      if (count > 0) this.#histogram.count(this.#second, level, count);
    }
    this.#now.fill(0);
    this.#second = next;
  }

  #bySignature(): Record<string, number> {
    const sorted = [...this.#signatures].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted.map(([id, { count }]) => [id, count]));
  }

  truth(file: string): FileTruth {
    this.#closeSecond(-1);
    const cells = this.#histogram.cells();
    return {
      file,
      bytes: this.#bytes,
      lines: this.#records + this.#continuations,
      records: this.#records,
      continuations: this.#continuations,
      levels: this.#histogram.byLevel(),
      signatures: this.#bySignature(),
      histogram: this.#histogram.checksum(),
      ...(cells.length <= MAX_CELLS ? { cells } : {}),
    };
  }
}
