import { ensureBytes, instantiate } from "./wasm/instance.ts";
import { MODULE } from "./wasm/newlines.module.ts";

/** The module with its memory: bytes at 0, indexes behind them. */
export interface NewlineScanner {
  /** Copies `bytes[0, end)` in and returns where its newlines are, ascending; valid until the next call. */
  scan(bytes: Uint8Array, end: number): Uint32Array;
}

/** Null where WebAssembly is missing: the plain search of `newlines.ts` does the same. */
export function makeNewlineScanner(): NewlineScanner | null {
  const instance = instantiate<{ newlines(start: number, end: number, out: number): number }>(MODULE, 1);
  if (instance === null) return null;
  const { memory, exports } = instance;
  return {
    scan(bytes, end) {
      const out = (end + 15) & ~15;
      ensureBytes(memory, out + 4 * end);
      new Uint8Array(memory.buffer, 0, end).set(bytes.subarray(0, end));
      return new Uint32Array(memory.buffer, out, exports.newlines(0, end, out));
    },
  };
}
