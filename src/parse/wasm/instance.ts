/** The part of WebAssembly used here; TypeScript declares it only together with a browser's globals. */
interface WebAssemblyApi {
  readonly Memory: new (limits: { readonly initial: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

/** Linear memory. Growing detaches `buffer` and every view of it. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const PAGE_BYTES = 65_536;

/** A module compiled from `assembly/`, with memory of its own. */
export interface Instance<Exports> {
  readonly memory: WasmMemory;
  readonly exports: Exports;
}

/**
 * An instance of a module of `assembly/` with at least `bytes` of memory, all of it the caller's. Null where WebAssembly
 * or its SIMD is missing (a hardened or an unusual Node): every caller has a plain way to the same result.
 */
export function instantiate<Exports extends object>(module: string, bytes: number): Instance<Exports> | null {
  try {
    const api = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;
    const memory = new api.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
    const { exports } = new api.Instance(new api.Module(Buffer.from(module, "base64")), { env: { memory } });
    return { memory, exports: exports as Exports };
  } catch {
    return null;
  }
}

/** Grows a memory to at least `bytes`; views made before are void then. */
export function ensureBytes(memory: WasmMemory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
}
