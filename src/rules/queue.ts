/** First in, first out; the newest can be taken back. */
export class Queue<T> {
  private items: T[] = [];
  private head = 0;

  push(item: T): void {
    this.items.push(item);
  }

  first(): T | undefined {
    return this.items[this.head];
  }

  last(): T | undefined {
    return this.items.length > this.head ? this.items[this.items.length - 1] : undefined;
  }

  /** The `i`-th from the newest, 0 the newest itself. */
  fromLast(i: number): T | undefined {
    const at = this.items.length - 1 - i;
    return at < this.head ? undefined : this.items[at];
  }

  shift(): T | undefined {
    const item = this.first();
    if (item === undefined) return undefined;
    this.head++;
    if (this.head > 1024 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }

  pop(): T | undefined {
    return this.items.length > this.head ? this.items.pop() : undefined;
  }
}
