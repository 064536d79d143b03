import type { Effect } from "./effect.ts";
import type { State } from "./state.ts";

/** What an action leads to: the next state, and what is to be done outside, in order. */
export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** Nothing to be done outside. */
export function only(state: State): Step {
  return { state, effects: [] };
}

/** A step, then another from where it led. */
export function andThen(step: Step, next: (state: State) => Step): Step {
  const { state, effects } = next(step.state);
  return { state, effects: [...step.effects, ...effects] };
}
