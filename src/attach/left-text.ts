import type { Chosen } from "./fit/most-important.ts";

/** What is said of sections that have no room; nothing for none. Their titles are words of our own. */
export function leftText({ kept, left }: Chosen): string {
  if (left.length === 0) return "";
  const begun = new Set(kept.map(({ id }) => id));
  const titles = left.map(({ id, title }) => (begun.has(id) ? `the rest of ${title}` : title));
  return `In the whole report alone: ${titles.join(", ")}.`;
}
