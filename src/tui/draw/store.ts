import type { ViewCase } from "../case.ts";
import type { Action } from "../state/action.ts";
import type { Effect } from "../state/effect.ts";
import { reduce } from "../state/reduce.ts";
import type { State } from "../state/state.ts";

/** The state outside of React, and whoever wants to know when there is something to draw. */
export interface Store {
  readonly state: () => State;
  /** Counts what was dispatched: the same count, the same frame. */
  readonly version: () => number;
  /** Takes actions one after the other (a generator may look at the state between them) and tells of it once. */
  readonly dispatch: (actions: Iterable<Action>) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

/** @param perform does an effect; it may dispatch, at once or later */
export function createStore(first: State, viewCase: ViewCase, perform: (effect: Effect) => void): Store {
  let state = first;
  let version = 0;
  let busy = false;
  const waiting: Action[] = [];
  const listeners = new Set<() => void>();
  const take = (action: Action): void => {
    const next = reduce(state, action, viewCase);
    state = next.state;
    for (const effect of next.effects) perform(effect);
  };
  return {
    state: () => state,
    version: () => version,
    dispatch(actions) {
      if (busy) {
        waiting.push(...actions);
        return;
      }
      busy = true;
      try {
        for (const action of actions) {
          take(action);
          for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) take(next);
        }
      } finally {
        busy = false;
        waiting.length = 0;
      }
      version++;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
