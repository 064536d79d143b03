/** Small chunks are gathered up to this: a socket gives 64 KiB or less at a time. */
export const BLOCK_BYTES = 256 * 1024;

/** Memory that this thread fills while the disk and the hashing thread read it. */
export interface Block {
  readonly shared: SharedArrayBuffer;
  readonly bytes: Uint8Array;
}

/** Two files more than are downloaded at once, two blocks each. */
const MOST_FREE = 12;
const free: Block[] = [];

/** A block for one file at a time; fresh memory for each file would lie about until the next full collection. */
export function takeBlock(): Block {
  const block = free.pop();
  if (block !== undefined) return block;
  const shared = new SharedArrayBuffer(BLOCK_BYTES);
  return { shared, bytes: new Uint8Array(shared) };
}

/** Gives a block back that nobody reads any more. */
export function giveBlock(block: Block | null): void {
  if (block !== null && free.length < MOST_FREE) free.push(block);
}
