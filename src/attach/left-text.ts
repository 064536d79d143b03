import type { Section } from "../report/index.ts";

/** What is said of sections that have no room; nothing for none. Their titles are words of our own. */
export function leftText(left: readonly Section[]): string {
  if (left.length === 0) return "";
  return `In the whole report alone: ${left.map(({ title }) => title).join(", ")}.`;
}
