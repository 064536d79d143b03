import { LevelCode } from "../../model/index.ts";
import { linearRegex, NotLinearError } from "../../text/index.ts";
import type { Filter, Filtering, Place, ViewCase } from "../case.ts";
import type { Effect } from "./effect.ts";
import { isOpen, type Query, type State } from "./state.ts";
import type { Step } from "./step.ts";

/** A new query, and the effect that starts it. Matches are sought from the record under the cursor on. */
export function ask(
  state: State,
  viewCase: ViewCase,
  filter: Filter,
): { query: Query; nextId: number; effect: Effect } {
  const id = state.nextId;
  const query: Query = { id, filter, filtering: null, failed: null };
  return { query, nextId: id + 1, effect: { kind: "start-filter", id, filter, from: placeInAll(state, viewCase) } };
}

function placeInAll({ row, cursorUs }: State, { records: { all } }: ViewCase): Place {
  if (all === null) return 0;
  return row === null ? all.placeAt(cursorUs) : all.placeOf(row);
}

/** Cancels a query that may still be going on. */
export function drop(query: Query | null): Effect[] {
  if (query === null || query.failed !== null || (query.filtering?.result ?? null) !== null) return [];
  return [{ kind: "cancel-filter", id: query.id }];
}

/** Drops what was asked of the list as it was: its pending filter, the search, jumps to levels. */
export function dropQueries(state: State): Step {
  return {
    state: { ...state, pending: null, search: null, hunts: [], seek: null },
    effects: [...drop(state.pending), ...drop(state.search), ...state.hunts.flatMap(drop)],
  };
}

/** Asks for another filter of the list. The list stays as it is until the answer is whole. */
export function askFilter(state: State, viewCase: ViewCase, filter: Filter): Step {
  const searched = state.search?.filter.text ?? null;
  const dropped = dropQueries(state);
  const effects = [...dropped.effects];
  let next: State = dropped.state;
  if (isOpen(filter)) next = { ...next, filter, view: null, place: placeInAll(state, viewCase) };
  else {
    const { query, nextId, effect } = ask(next, viewCase, filter);
    next = { ...next, pending: query, nextId };
    effects.push(effect);
  }
  if (searched !== null) {
    const { query, nextId, effect } = ask(next, viewCase, { ...filter, text: searched });
    next = { ...next, search: query, nextId };
    effects.push(effect);
  }
  return { state: next, effects };
}

/** The filter that holds, or will once it is counted. */
export function wantedFilter({ pending, filter }: State): Filter {
  return pending?.filter ?? filter;
}

/** The query of an id, wherever it is kept, made other by `change`; null when it was dropped meanwhile. */
export function withQuery(state: State, id: number, change: (query: Query) => Query): State | null {
  const { pending, search, hunts, prompt } = state;
  if (pending?.id === id) return { ...state, pending: change(pending) };
  if (search?.id === id) return { ...state, search: change(search) };
  if (prompt?.draft?.id === id) return { ...state, prompt: { ...prompt, draft: change(prompt.draft) } };
  if (!hunts.some((hunt) => hunt.id === id)) return null;
  return { ...state, hunts: hunts.map((hunt) => (hunt.id === id ? change(hunt) : hunt)) };
}

/** The answer to `start-filter`. What nobody waits for any more is cancelled. */
export function started(state: State, id: number, filtering: Filtering): Step {
  const next = withQuery(state, id, (query) => ({ ...query, filtering }));
  return next === null ? { state, effects: [{ kind: "cancel-filter", id }] } : { state: next, effects: [] };
}

/** Why a text is nothing to search for; null when it is. */
export function textTrouble(text: string): string | null {
  if (text.length < 3 || !text.startsWith("/") || !text.endsWith("/")) return null;
  try {
    linearRegex(text.slice(1, -1));
    return null;
  } catch (error) {
    if (error instanceof NotLinearError) return error.message;
    throw error;
  }
}

/** Levels that the list can be limited to, from all on. */
const steps = [null, LevelCode.notice, LevelCode.warning, LevelCode.error, LevelCode.fatal, LevelCode.panic] as const;

/** The next least level, at the ends the same. */
export function levelStep(level: number | null, by: 1 | -1): number | null {
  const at = steps.findIndex((step) => step === level);
  return steps[Math.min(Math.max(at + by, 0), steps.length - 1)] ?? null;
}
