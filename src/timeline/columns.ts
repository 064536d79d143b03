/** Rows per chunk: growth never copies what is already there, so memory peaks at what is stored. */
const CHUNK = 1 << 15;
const MASK = CHUNK - 1;
const SHIFT = 15;

type Cells = Float64Array | Uint32Array | Int32Array | Uint16Array | Uint8Array;

/** A growable column of numbers in fixed chunks. */
export class Column<T extends Cells> {
  private readonly make: (length: number) => T;
  private readonly chunks: T[] = [];

  constructor(make: (length: number) => T) {
    this.make = make;
  }

  set(row: number, value: number): void {
    const index = row >> SHIFT;
    let chunk = this.chunks[index];
    if (chunk === undefined) {
      chunk = this.make(CHUNK);
      this.chunks[index] = chunk;
    }
    chunk[row & MASK] = value;
  }

  get(row: number): number {
    return this.chunks[row >> SHIFT]?.[row & MASK] ?? 0;
  }
}

export const float64 = (): Column<Float64Array> => new Column((n) => new Float64Array(n));
export const uint32 = (): Column<Uint32Array> => new Column((n) => new Uint32Array(n));
export const int32 = (): Column<Int32Array> => new Column((n) => new Int32Array(n));
export const uint16 = (): Column<Uint16Array> => new Column((n) => new Uint16Array(n));
export const uint8 = (): Column<Uint8Array> => new Column((n) => new Uint8Array(n));
