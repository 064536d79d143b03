import { makeNewlineScanner, type NewlineScanner } from "./newline-module.ts";

const NEWLINE = 10;
const NONE = new Uint32Array(0);

/** Fewer bytes are searched one by one: copying them costs as much. */
const MIN_SCAN_BYTES = 4096;

/** One for all files: a block is searched and used up before the next. */
let scanner: NewlineScanner | null | undefined;

/**
 * Finds the newlines of a block all at once. A log has tens of millions of short lines, and a call into native code for
 * each costs more than the line.
 */
export class NewlineFinder {
  private bytes: Uint8Array = new Uint8Array(0);
  private found: Uint32Array | null = NONE;
  private cursor = 0;

  /** Looks at `bytes[0, end)` from now on. */
  attach(bytes: Uint8Array, end: number): void {
    scanner ??= makeNewlineScanner();
    this.bytes = bytes;
    this.cursor = 0;
    this.found = scanner === null || end < MIN_SCAN_BYTES ? null : scanner.scan(bytes, end);
  }

  /** Index of the first newline in `[at, end)`, or -1. `at` never goes back, `end` is that of {@link attach}. */
  next(at: number, end: number): number {
    const { found } = this;
    if (found === null) {
      const index = this.bytes.indexOf(NEWLINE, at);
      return index < end ? index : -1;
    }
    while (this.cursor < found.length && (found[this.cursor] ?? 0) < at) this.cursor++;
    return this.cursor < found.length ? (found[this.cursor] ?? -1) : -1;
  }
}
