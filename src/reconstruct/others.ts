import { type InstanceFacts, LevelCode, type Row, type Stream } from "../model/index.ts";
import { type Input, marks } from "./context.ts";

/** Distinct texts examined and listed: a storm repeats one text a million times. */
const MAX_EXAMINED = 1000;
const MAX_LISTED = 8;

/** Sessions turned away for lack of slots (SQLSTATE 53300), as the instance's own log tells. */
export function exhaustionOf(input: Input, stream: Stream): InstanceFacts["exhaustion"] {
  const { records, codes } = input;
  let found: { firstUs: number; lastUs: number; count: number; rows: Row[] } | null = null;
  for (const { id, at } of marks(records, codes, stream)) {
    if (id !== "too-many-connections") continue;
    found ??= { firstUs: at.us, lastUs: at.us, count: 0, rows: [] };
    found.count++;
    found.lastUs = at.us;
    if (found.rows.length < 3) found.rows.push(at.row);
  }
  return found;
}

/** Errors no signature names, grouped by text without numbers and quoted values; most frequent first. */
export function otherErrorsOf(input: Input, stream: Stream): InstanceFacts["otherErrors"] {
  const { records, codes } = input;
  const groups = new Map<string, { text: string; count: number; row: Row }>();
  let examined = 0;
  for (const { id, at } of marks(records, codes, stream)) {
    const listed = id === null || id === "no-space" || id === "out-of-memory" || id === "wraparound";
    if (!listed || records.level(at.row) < LevelCode.error || ++examined > MAX_EXAMINED) continue;
    const { message } = records.text(at.row);
    const text = (message.split("\n")[0] ?? "")
      .replace(/"[^"]*"|'[^']*'/g, '"…"')
      .replace(/\d+/g, "#")
      .slice(0, 120);
    const group = groups.get(text);
    if (group === undefined) groups.set(text, { text, count: 1, row: at.row });
    else group.count++;
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1)).slice(0, MAX_LISTED);
}
