/** Places of a small table, and how much larger the next is. Powers of two. */
const FIRST = 1 << 12;
const GROWTH = 8;

/** Distinct (second, pid, text) keys of an instance's first records; columns, because a string a record is what costs. */
export class RecordKeys {
  size = 0;
  private seconds = new Float64Array(FIRST).fill(Number.NaN);
  private pids = new Uint32Array(FIRST);
  private digests = new Uint32Array(FIRST);

  add(second: number, pid: number, digest: number): void {
    const slot = this.slot(second, pid, digest);
    if (!Number.isNaN(this.seconds[slot] ?? Number.NaN)) return;
    this.put(slot, second, pid, digest);
    this.size++;
    if (this.size * 2 > this.seconds.length) this.grow();
  }

  /** How many keys of another instance are here too. */
  shared(others: RecordKeys): number {
    let count = 0;
    for (let i = 0; i < others.seconds.length; i++) {
      const second = others.seconds[i] ?? Number.NaN;
      if (Number.isNaN(second)) continue;
      const slot = this.slot(second, others.pids[i] ?? 0, others.digests[i] ?? 0);
      if (!Number.isNaN(this.seconds[slot] ?? Number.NaN)) count++;
    }
    return count;
  }

  /** Where the key is, or the empty place where it belongs. */
  private slot(second: number, pid: number, digest: number): number {
    const mask = this.seconds.length - 1;
    const mixed = Math.imul(second, 0x9e3779b1) ^ Math.imul(pid, 0x85ebca6b) ^ Math.imul(digest, 0xc2b2ae35);
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    for (;;) {
      const there = this.seconds[slot] ?? Number.NaN;
      if (Number.isNaN(there)) return slot;
      if (there === second && this.pids[slot] === pid && this.digests[slot] === digest) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private put(slot: number, second: number, pid: number, digest: number): void {
    this.seconds[slot] = second;
    this.pids[slot] = pid;
    this.digests[slot] = digest;
  }

  private grow(): void {
    const { seconds, pids, digests } = this;
    this.seconds = new Float64Array(seconds.length * GROWTH).fill(Number.NaN);
    this.pids = new Uint32Array(this.seconds.length);
    this.digests = new Uint32Array(this.seconds.length);
    for (let i = 0; i < seconds.length; i++) {
      const second = seconds[i] ?? Number.NaN;
      const [pid, digest] = [pids[i] ?? 0, digests[i] ?? 0];
      if (!Number.isNaN(second)) this.put(this.slot(second, pid, digest), second, pid, digest);
    }
  }
}
