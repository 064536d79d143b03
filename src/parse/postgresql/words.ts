const OPEN = 91;
const FOUR_OPEN = 0x5b5b5b5b;

/** A buffer's bytes four at a time. Scanners look at one block after the other, thousands of times each. */
export class Words {
  private buffer: Buffer | null = null;
  private view: DataView = new DataView(new ArrayBuffer(0));

  of(buffer: Buffer): DataView {
    if (buffer !== this.buffer) {
      this.buffer = buffer;
      this.view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    }
    return this.view;
  }

  /** Index of the first `[` in `buffer[from, to)`, or `to`. */
  openBracket(buffer: Buffer, from: number, to: number): number {
    const words = this.of(buffer);
    let i = from;
    for (; i + 4 <= to; i += 4) {
      const word = words.getInt32(i, true) ^ FOUR_OPEN; // a bracket is 0 now
      const zeros = (word - 0x01010101) & ~word & 0x80808080; // the lowest is one, a borrow may show others
      if (zeros !== 0) return i + ((31 - Math.clz32(zeros & -zeros)) >> 3);
    }
    for (; i < to; i++) if (buffer[i] === OPEN) return i;
    return to;
  }
}
