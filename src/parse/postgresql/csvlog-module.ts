import { type WasmMemory, ensureBytes, instantiate } from "../wasm/instance.ts";
import { MODULE } from "../wasm/csvlog.module.ts";
import { putPrefixes } from "../wasm/prefixes.ts";

/** A place in memory, or why a walk stopped; see `assembly/csvlog.ts`. */
type Constant =
  | "STARTS_BEFORE"
  | "PREFIXES"
  | "SAMPLED"
  | "BUDGET"
  | "ZONE_LENGTH"
  | "LATEST"
  | "PREVIOUS"
  | "MINUTE_SECOND"
  | "ROW"
  | "COUNT"
  | "LINES"
  | "LAST"
  | "LAST_END"
  | "LAST_LINE"
  | "LAST_PID"
  | "LAST_DIGITS"
  | "ENTRIES"
  | "LOWEST"
  | "HIGHEST"
  | "MINUTE"
  | "ZONE"
  | "HISTOGRAM"
  | "PREFIX_LIST"
  | "BLOCK"
  | "STOP_BYTES"
  | "STOP_UNKNOWN"
  | "STOP_MINUTE"
  | "STOP_OTHER"
  | "STOP_FULL";

/** Bytes that may be read behind a block. */
const BEHIND = 64;
/** Longest zone with its comma that is compared at once. */
const MAX_ZONE_BYTES = 16;

/** Made before and not in use. */
const idle: CsvlogModule[] = [];

/** `assembly/csvlog.ts` with its memory. */
export class CsvlogModule {
  readonly at: Readonly<Record<Constant, number>>;
  private readonly memory: WasmMemory;
  private readonly walker: (from: number, end: number) => number;
  private readonly words: Int32Array;
  private readonly floats: Float64Array;
  private readonly bytes: Uint8Array;
  private readonly bufferBytes: number;
  private end = 0;

  private constructor(memory: WasmMemory, exports: object, bufferBytes: number) {
    this.bufferBytes = bufferBytes;
    const { walk, ...rest } = exports as { readonly walk: (from: number, end: number) => number };
    const values = rest as Readonly<Record<Constant, { readonly value: number }>>;
    const constants = Object.entries(values).map(([name, { value }]) => [name, value] as const);
    this.at = Object.fromEntries(constants) as Record<Constant, number>;
    this.memory = memory;
    this.walker = walk;
    ensureBytes(memory, this.at.BLOCK + bufferBytes + BEHIND);
    this.words = new Int32Array(memory.buffer);
    this.floats = new Float64Array(memory.buffer);
    this.bytes = new Uint8Array(memory.buffer);
  }

  /**
   * One that knows no prefix and no minute. Null where WebAssembly is missing. To be given back.
   *
   * @param bufferBytes the largest buffer that will be asked for
   */
  static take(bufferBytes: number): CsvlogModule | null {
    const kept = idle.pop();
    if (kept !== undefined && kept.bufferBytes >= bufferBytes) {
      kept.bytes.fill(0, 0, kept.at.HISTOGRAM);
      return kept;
    }
    const instance = instantiate<{ walk(from: number, end: number): number }>(MODULE, 1);
    return instance === null ? null : new CsvlogModule(instance.memory, { ...instance.exports }, bufferBytes);
  }

  /** Gives it back: making one takes longer than scanning a small log. */
  release(): void {
    if (idle.length === 0) idle.push(this);
  }

  /** Beginnings of ordinary messages; `sampled` ones while {@link budget} is spent. */
  setPrefixes(always: readonly string[], sampled: readonly string[]): void {
    const { PREFIX_LIST, PREFIXES, SAMPLED } = this.at;
    const [count, more] = putPrefixes(this.bytes.buffer, PREFIX_LIST, always, sampled);
    this.words[PREFIXES >> 2] = count;
    this.words[SAMPLED >> 2] = more;
  }

  /** The second (since the epoch) of the last sampled message, and how many more of it must be read. */
  get budget(): Int32Array {
    const at = this.at.BUDGET >> 2;
    return this.words.subarray(at, at + 2);
  }

  /** Tells what `stamp` (a row's first 16 bytes, and its zone with the comma) means: the second its minute begins. */
  setMinute(minute: Uint8Array, zone: Uint8Array, second: number): boolean {
    if (zone.length > MAX_ZONE_BYTES) return false;
    this.bytes.set(minute, this.at.MINUTE);
    this.bytes.set(zone, this.at.ZONE);
    this.words[this.at.ZONE_LENGTH >> 2] = zone.length;
    this.floats[this.at.MINUTE_SECOND >> 3] = second;
    return true;
  }

  /** A buffer on the memory, for the bytes of the log: at most as many as {@link take} was told. */
  buffer(byteLength: number): Buffer {
    return Buffer.from(this.memory.buffer, this.at.BLOCK, byteLength);
  }

  /** Looks at the first `end` bytes of the buffer from now on. */
  attach(end: number): void {
    const behind = this.at.BLOCK + end;
    this.bytes.fill(0, behind, behind + BEHIND);
    this.bytes[behind + 1] = 34;
    this.end = end;
  }

  /**
   * Walks from the row at `from` on; says why it stopped. Rows pass that start before `startsBefore`, are not later than
   * `latestUs`, and not earlier than a second before the row before them.
   */
  walk(from: number, startsBefore: number, latestUs: number, previousUs: number): number {
    const { BLOCK, STARTS_BEFORE, LATEST, PREVIOUS } = this.at;
    this.words[STARTS_BEFORE >> 2] = BLOCK + Math.max(0, Math.min(startsBefore, this.end));
    this.floats[LATEST >> 3] = latestUs;
    this.floats[PREVIOUS >> 3] = previousUs;
    return this.walker(BLOCK + from, BLOCK + this.end);
  }

  /** A number that the walk told. */
  word(name: "COUNT" | "LINES" | "LAST_LINE" | "LAST_PID" | "LAST_DIGITS"): number {
    return this.words[this.at[name] >> 2] ?? 0;
  }

  /** An index into the buffer that the walk told: `ROW` is where it stopped. */
  index(name: "ROW" | "LAST" | "LAST_END"): number {
    return (this.words[this.at[name] >> 2] ?? 0) - this.at.BLOCK;
  }

  /** A time that the walk told, µs: `PREVIOUS` is that of the last row. */
  time(name: "PREVIOUS" | "LOWEST" | "HIGHEST"): number {
    return this.floats[this.at[name] >> 3] ?? 0;
  }

  /** Gives the rows passed, as runs of a second. */
  histogram(count: (second: number, n: number) => void): void {
    const entries = this.words[this.at.ENTRIES >> 2] ?? 0;
    for (let i = 0, at = this.at.HISTOGRAM >> 3; i < entries; i++, at += 2)
      count(this.floats[at] ?? 0, this.floats[at + 1] ?? 0);
  }
}
