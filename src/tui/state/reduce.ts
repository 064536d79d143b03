import type { ViewCase } from "../case.ts";
import type { Action } from "./action.ts";
import { commanded } from "./command.ts";
import { clicked, wheeled } from "./mouse.ts";
import { told } from "./move.ts";
import { cancelled, chosen, erased, submitted, typed } from "./prompt.ts";
import { started, withQuery } from "./queries.ts";
import { settled } from "./settle.ts";
import type { State } from "./state.ts";
import { only, andThen, type Step } from "./step.ts";

/** The next state, and what is to be done outside. Whatever the action, everything ends up inside its bounds. */
export function reduce(state: State, action: Action, viewCase: ViewCase): Step {
  return andThen(applied(state, action, viewCase), (next) => settled(next, viewCase));
}

function applied(state: State, action: Action, viewCase: ViewCase): Step {
  // What was told stands until the person does something.
  const heard = state.told === null ? state : { ...state, told: null };
  switch (action.kind) {
    case "resize":
      return only({ ...state, columns: action.columns, rows: action.rows });
    case "changed":
      return only(state);
    case "filter-started":
      return started(state, action.id, action.filtering);
    case "filter-failed":
      return only(failed(state, action.id, action.reason));
    case "command":
      return commanded(heard, viewCase, action.command);
    case "type":
      return typed(heard, viewCase, action.text);
    case "erase":
      return erased(heard, viewCase, action.what);
    case "choose":
      return chosen(heard, viewCase, action.by);
    case "submit":
      return submitted(heard, viewCase);
    case "cancel":
      return cancelled(heard);
    case "told":
      return only(told(state, action.text, action.bad));
    case "click":
      return only(clicked(heard, viewCase, action.column, action.row));
    case "wheel":
      return only(wheeled(heard, viewCase, action.by));
    default:
      return action satisfies never;
  }
}

function failed(state: State, id: number, reason: string): State {
  const next = withQuery(state, id, (query) => ({ ...query, failed: reason }));
  if (next === null) return state;
  if (next.pending?.id === id) return { ...told(next, reason, true), pending: null };
  return next.prompt?.draft?.id === id ? { ...next, prompt: { ...next.prompt, trouble: reason } } : next;
}
