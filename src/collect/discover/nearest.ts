/** How many names are offered. */
const MAX_OFFERED = 5;

/**
 * Names similar to a wanted one, the nearest first: a few letters off, or one a part of the other.
 *
 * @param wanted in lower case
 */
export function nearestNames(wanted: string, names: readonly string[]): readonly string[] {
  const reach = Math.max(2, Math.floor(wanted.length / 3));
  return [...new Set(names)]
    .flatMap((name) => {
      const distance = editDistance(wanted, name.toLowerCase());
      const shared = holds(name.toLowerCase(), wanted) || holds(wanted, name.toLowerCase());
      return distance <= reach || shared ? [{ name, distance: shared ? Math.min(distance, reach) : distance }] : [];
    })
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .slice(0, MAX_OFFERED)
    .map(({ name }) => name);
}

/** Letters that were added, left out, changed, or swapped with their neighbour (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? Infinity) + 1 : Infinity;
      row.push(Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, change, swap));
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** One or two letters are a part of everything. */
function holds(text: string, part: string): boolean {
  return part.length >= 3 && text.includes(part);
}
