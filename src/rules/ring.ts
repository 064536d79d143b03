/** The last `size` things pushed. */
export class Ring<T> {
  private readonly items: T[] = [];
  private readonly size: number;
  private next = 0;

  constructor(size: number) {
    this.size = size;
  }

  push(item: T): void {
    this.items[this.next] = item;
    this.next = (this.next + 1) % this.size;
  }

  /** The first of the last `size`; null while there are fewer. */
  oldest(): T | null {
    return this.items.length < this.size ? null : (this.items[this.next] ?? null);
  }
}
