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
