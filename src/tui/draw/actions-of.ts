import { actionOf, type Keys, presses } from "../keys.ts";
import type { Action } from "../state/action.ts";
import type { State } from "../state/state.ts";
import type { Input } from "../terminal/keyboard.ts";

/** Lines that one step of a wheel moves. */
const WHEEL_LINES = 3;

/**
 * What a person did, as actions. Between two of them the state is looked at again: the slash of `/timeout` opens the
 * prompt that takes the rest of the same read.
 */
export function* actionsOf(inputs: Iterable<Input>, keys: Keys, state: () => State): Iterable<Action> {
  for (const input of inputs) {
    switch (input.kind) {
      case "key":
        for (const press of presses(input.key)) {
          const action = actionOf(press, keys, state().prompt !== null);
          if (action !== null) yield action;
        }
        break;
      case "paste":
        // Pasted text is never keys; a prompt has one line.
        if (state().prompt !== null) yield { kind: "type", text: input.text.replace(/[\r\n]+/g, " ") };
        break;
      case "wheel":
        yield { kind: "wheel", by: input.by * WHEEL_LINES };
        break;
      case "click":
        yield { kind: "click", column: input.column, row: input.row };
        break;
      default:
        input satisfies never;
    }
  }
}
