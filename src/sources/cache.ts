/**
 * Bytes that an earlier run computed and this one may take instead of computing them again. What it answers decides how
 * fast a run is, never what it says: anything that is wrong with an entry is an entry that is not there.
 */
export interface BlobCache {
  /** The bytes written under this key; null when there are none, or when they are damaged. Never throws. */
  read(key: string): Uint8Array | null;
  /** Keeps the parts, one after the other, under this key. Never throws: what could not be written is not there. */
  write(key: string, parts: readonly Uint8Array[]): void;
}
