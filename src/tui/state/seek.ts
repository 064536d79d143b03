import type { Row } from "../../model/index.ts";
import type { OrderedRecords, ViewCase } from "../case.ts";
import { isShown, listOf, moveTo, told } from "./move.ts";
import { ask, drop, wantedFilter } from "./queries.ts";
import type { Query, Seek, State } from "./state.ts";
import { only, type Step } from "./step.ts";

/** Matches looked at that the list's own text filter hides; each is read from its file. */
const MOST_HIDDEN = 500;

/** Jumps to the next record of a level at least, in the list as it is filtered. */
export function seekLevel(state: State, viewCase: ViewCase, level: number, direction: 1 | -1): Step {
  const seek: Seek = { of: level, direction, here: false };
  if (huntOf(state, level) !== null) return seekNow({ ...state, seek }, viewCase);
  const filter = wantedFilter(state);
  const { query, nextId, effect } = ask(state, viewCase, { ...filter, level: Math.max(filter.level ?? 0, level) });
  const kept = state.hunts.length >= 2 ? state.hunts.slice(1) : state.hunts;
  const dropped = state.hunts.slice(0, state.hunts.length - kept.length).flatMap(drop);
  return { state: { ...state, hunts: [...kept, query], nextId, seek }, effects: [...dropped, effect] };
}

/** Jumps to the next match of the search. */
export function seekMatch(state: State, viewCase: ViewCase, direction: 1 | -1): Step {
  if (state.search === null) return only(told(state, "nothing is searched for: / begins"));
  return seekNow({ ...state, seek: { of: "search", direction, here: false } }, viewCase);
}

function huntOf(state: State, level: number): Query | null {
  const least = Math.max(wantedFilter(state).level ?? 0, level);
  return state.hunts.find(({ filter, failed }) => filter.level === least && failed === null) ?? null;
}

/** Does the jump that waits, as soon as enough is known for it. */
export function seekNow(state: State, viewCase: ViewCase): Step {
  const { seek } = state;
  if (seek === null) return only(state);
  const query = seek.of === "search" ? state.search : huntOf(state, seek.of);
  if (query === null) return only({ ...state, seek: null });
  const list = listOf(state, viewCase);
  if (query.failed !== null) return only({ ...told(state, query.failed, true), seek: null });
  if (query.filtering === null || list === null) return only(state);
  const { result } = query.filtering;
  if (result === null) return only(firstKnown(state, viewCase, query, seek));
  const row = nextMatch(result, list, state.row, seek);
  const what = seek.of === "search" ? "match" : "such record";
  const none = result.count === 0 ? `no ${what}` : `no ${what} ${seek.direction === 1 ? "after" : "before"} this one`;
  if (row === null) return only({ ...told(state, none), seek: null });
  return only({ ...moveTo(state, viewCase, list.placeOf(row)), seek: null });
}

/** Forward, the first match found so far will do while the rest is counted. */
function firstKnown(state: State, viewCase: ViewCase, { filtering }: Query, { direction, here }: Seek): State {
  const { all } = viewCase.records;
  const list = listOf(state, viewCase);
  const first = filtering?.first ?? null;
  if (direction === -1 || first === null || all === null || list === null) return state;
  const row = all.at(first)?.row;
  if (row === undefined || !isShown(list, row)) return state;
  // Matches before the cursor are no answer, and the cursor's own only where it counts.
  const from = state.row === null ? -1 : all.placeOf(state.row);
  if (here ? first < from : first <= from) return state;
  return { ...moveTo(state, viewCase, list.placeOf(row)), seek: null };
}

/** The next match that the list shows too, from a record on. */
function nextMatch(
  matches: OrderedRecords,
  list: OrderedRecords,
  row: Row | null,
  { direction, here }: Seek,
): Row | null {
  const from = row === null ? 0 : matches.placeOf(row);
  const leave = !here && row !== null && matches.at(from)?.row === row;
  let place = direction === 1 ? (leave ? from + 1 : from) : from - 1;
  for (let tries = 0; tries < MOST_HIDDEN; tries++, place += direction) {
    const match = matches.at(place);
    if (match === null) return null;
    if (isShown(list, match.row)) return match.row;
  }
  return null;
}
