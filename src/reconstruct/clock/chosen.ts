/** At most `limit` of a list, evenly spread from its beginning on. */
export function spread<T>(list: readonly T[], limit: number): readonly T[] {
  if (list.length <= limit) return list;
  if (limit <= 0) return [];
  return Array.from({ length: limit }, (_, i) => list[Math.floor((i * list.length) / limit)]).filter(
    (item) => item !== undefined,
  );
}

/** At most `limit` of a list, the first and the last of it. */
export function bothEnds<T>(list: readonly T[], limit: number): readonly T[] {
  if (list.length <= limit) return list;
  const first = Math.ceil(limit / 2);
  return [...list.slice(0, first), ...list.slice(list.length - (limit - first))];
}

/** Which of `count` things that are walked and not kept are the ones that {@link spread} would take. */
export class Spread {
  private readonly count: number;
  private readonly limit: number;
  private index = 0;
  private taken = 0;

  constructor(count: number, limit: number) {
    this.count = count;
    this.limit = limit;
  }

  /** Asked once for each, in order. */
  takes(): boolean {
    const { count, limit, taken } = this;
    const wanted = count <= limit ? taken : Math.floor((taken * count) / limit);
    if (this.index++ !== wanted || taken === limit) return false;
    this.taken++;
    return true;
  }
}

/** Keeps of what is walked as much as {@link bothEnds} would take of it, for any limit up to `most`. */
export class Ends<T> {
  private readonly head: T[] = [];
  /** The last ones, in a ring. */
  private readonly tail: T[] = [];
  private readonly most: number;
  private seen = 0;

  constructor(most: number) {
    this.most = most;
  }

  add(item: T): void {
    const heads = Math.ceil(this.most / 2);
    if (this.seen < heads) this.head.push(item);
    else if (this.most > heads) this.tail[(this.seen - heads) % (this.most - heads)] = item;
    this.seen++;
  }

  /** How many there were. */
  get count(): number {
    return this.seen;
  }

  /** What was kept, in order. */
  get kept(): readonly T[] {
    const next = this.seen <= this.most ? 0 : (this.seen - this.head.length) % this.tail.length;
    return [...this.head, ...this.tail.slice(next), ...this.tail.slice(0, next)];
  }
}
