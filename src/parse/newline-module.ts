/**
 * A WebAssembly module of one function, `newlines(start, end, out) → count`: writes the index of every newline in
 * memory[start, end) to `out` as 32-bit integers. Sixteen bytes a step (SIMD), then the rest byte by byte.
 *
 * ```wat
 * (loop $blocks                                            ;; while start + 16 <= end
 *   (local.set $mask (i8x16.bitmask (i8x16.eq (v128.load (local.get $i)) (v128.const i8x16 10 … 10))))
 *   (loop $bits                                            ;; while mask != 0
 *     (i32.store (local.get $out) (i32.add (local.get $i) (i32.ctz (local.get $mask))))
 *     (local.set $mask (i32.and (local.get $mask) (i32.sub (local.get $mask) (i32.const 1)))) …
 * (loop $tail                                              ;; while start < end
 *   (if (i32.eq (i32.load8_u (local.get $i)) (i32.const 10)) (then (i32.store (local.get $out) (local.get $i)) …
 * ```
 *
 * Assembled with wabt 1.0 from exactly this; a test holds it to the plain search in `newlines.ts`.
 */
const MODULE =
  "AGFzbQEAAAABCAFgA39/fwF/AwIBAAUDAQABBxUCBm1lbW9yeQIACG5ld2xpbmVzAAAKogEBnwEBAn8gAiEEAkADQCAAQRBqIAFLDQEgAP0ABAD9DA" +
  "oKCgoKCgoKCgoKCgoKCgr9I/1kIQMCQANAIANFDQEgAiAAIANoajYCACACQQRqIQIgAyADQQFrcSEDDAALCyAAQRBqIQAMAAsLAkADQCAAIAFPDQEg" +
  "AC0AAEEKRgRAIAIgADYCACACQQRqIQILIABBAWohAAwACwsgAiAEa0ECdgs=";

const PAGE_BYTES = 65_536;

/** The part of WebAssembly used here; TypeScript declares it only together with a browser's globals. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => {
    readonly exports: {
      readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
      newlines(start: number, end: number, out: number): number;
    };
  };
}

/** The module with its memory: bytes at 0, indexes behind them. */
export interface NewlineScanner {
  /** Copies `bytes[0, end)` in and returns where its newlines are, ascending; valid until the next call. */
  scan(bytes: Uint8Array, end: number): Uint32Array;
}

/** Null where WebAssembly or its SIMD is missing (a hardened or an unusual Node): the plain search does the same. */
export function makeNewlineScanner(): NewlineScanner | null {
  try {
    const wasm = (globalThis as unknown as { readonly WebAssembly: Wasm }).WebAssembly;
    const { exports } = new wasm.Instance(new wasm.Module(Buffer.from(MODULE, "base64")));
    const { memory } = exports;
    return {
      scan(bytes, end) {
        const out = (end + 15) & ~15;
        const needed = out + 4 * end;
        if (memory.buffer.byteLength < needed) memory.grow(Math.ceil((needed - memory.buffer.byteLength) / PAGE_BYTES));
        new Uint8Array(memory.buffer, 0, end).set(bytes.subarray(0, end));
        return new Uint32Array(memory.buffer, out, exports.newlines(0, end, out));
      },
    };
  } catch {
    return null;
  }
}
