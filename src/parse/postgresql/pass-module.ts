import { type WasmMemory, ensureBytes, instantiate } from "../wasm/instance.ts";
import { MODULE } from "../wasm/stderr.module.ts";

/** What `assembly/stderr.ts` exports; its comments say what each is. */
interface Exports {
  reset(): void;
  told(zoneLength: number, guard: number): void;
  sawNul(): number;
  startBlock(to: number): void;
  pass(from: number, line: number, newBlock: number, flags: number): number;
}

/** A place in memory, an index of a word or a float, a flag. */
type Constant =
  | "WORDS"
  | "FLOATS"
  | "ZONE"
  | "ZONE_MASK"
  | "DATE"
  | "SECONDS"
  | "TABLES"
  | "TABLES_BYTES"
  | "SLOTS"
  | "SLOT_PIDS"
  | "SLOT_ROWS"
  | "BLOCK"
  | "LINES"
  | "RECORDS"
  | "HEADS"
  | "CONTINUED_TO"
  | "NEWLINE_AT"
  | "LAST_AT"
  | "LAST_END"
  | "LAST_LINE"
  | "LAST_PRECISION"
  | "LAST_BACKGROUND"
  | "ASKS"
  | "USED_SECONDS"
  | "SECOND"
  | "SECOND_COUNT"
  | "BUDGET_SECOND"
  | "WORD_COUNT"
  | "FLOAT_COUNT"
  | "HEAD_AT"
  | "HEAD_WHO"
  | "HEAD_WHO_END"
  | "HEAD_LABEL"
  | "HEAD_PRECISION"
  | "HEAD_BACKGROUND"
  | "HEAD_US"
  | "HEAD_PID"
  | "DATE_US"
  | "ZONE_US"
  | "PREVIOUS_US"
  | "REACHED_US"
  | "LOW_US"
  | "HIGH_US"
  | "LAST_US"
  | "LAST_PID"
  | "ORPHANED"
  | "CONTINUATIONS_ONLY";

/** Read once: they do not change. */
type Layout = Readonly<Record<Constant, number>>;

/** The module, its memory and views of it. */
export interface PassModule {
  readonly calls: Exports;
  readonly at: Layout;
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly floats: Float64Array;
  readonly slotPids: Float64Array;
  readonly slotRows: Int32Array;
  readonly seconds: Int32Array;
  /** A buffer on its memory, for the bytes of the log. */
  block(byteLength: number): Buffer;
}

/** Bytes that may be read behind a block. */
const BEHIND = 4096;

interface Loaded {
  readonly memory: WasmMemory;
  readonly calls: Exports;
  readonly at: Layout;
  module: PassModule | null;
}

let loaded: Loaded | null | undefined;
let taken = false;

/**
 * The thread's one module, its tables emptied, with room for a block of so many bytes; null where WebAssembly is
 * missing, or while another scan has it. To be given back.
 */
export function takePassModule(blockBytes: number): PassModule | null {
  loaded ??= load();
  if (loaded === null || taken) return null;
  taken = true;
  const bytes = loaded.at.BLOCK + blockBytes + BEHIND;
  if (loaded.memory.buffer.byteLength < bytes) {
    ensureBytes(loaded.memory, bytes);
    loaded.module = null;
  }
  loaded.module ??= viewed(loaded);
  loaded.calls.reset();
  return loaded.module;
}

/** Gives the module back. */
export function returnPassModule(): void {
  taken = false;
}

function load(): Loaded | null {
  const instance = instantiate<Exports & Record<Constant, { readonly value: number }>>(MODULE, 1);
  if (instance === null) return null;
  const { memory, exports } = instance;
  const constants = Object.entries(exports as object).flatMap(([name, value]: [string, unknown]) =>
    typeof value === "object" && value !== null && "value" in value ? [[name, value.value] as const] : [],
  );
  return { memory, calls: exports, at: Object.fromEntries(constants) as Layout, module: null };
}

function viewed({ memory, calls, at }: Loaded): PassModule {
  const { buffer } = memory;
  return {
    calls,
    at,
    bytes: new Uint8Array(buffer),
    words: new Int32Array(buffer, at.WORDS, at.WORD_COUNT),
    floats: new Float64Array(buffer, at.FLOATS, at.FLOAT_COUNT),
    slotPids: new Float64Array(buffer, at.SLOT_PIDS, at.SLOTS),
    slotRows: new Int32Array(buffer, at.SLOT_ROWS, at.SLOTS),
    seconds: new Int32Array(buffer, at.SECONDS, (at.TABLES - at.SECONDS) / 4),
    block: (byteLength) => Buffer.from(buffer, at.BLOCK, byteLength),
  };
}
