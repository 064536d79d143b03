import type { ViewCase } from "../case.ts";
import { listOf, moveToRow } from "./move.ts";
import { followed, toggled } from "./panel.ts";
import { drop } from "./queries.ts";
import type { State } from "./state.ts";
import { only, type Step } from "./step.ts";

/** Enter: what the cursor is on, closer. */
export function entered(state: State, viewCase: ViewCase): Step {
  if (state.help !== null) return only({ ...state, help: null });
  if (state.detail !== null) return hopped(state, viewCase, state.detail.joined);
  if (state.focus === "panel") return followed(state, viewCase);
  return only(state.row === null ? state : { ...state, detail: { scroll: 0, joined: -1 } });
}

/** From a record to one that tells of the same thing; without one chosen, back to the list. */
function hopped(state: State, viewCase: ViewCase, chosen: number): Step {
  const list = listOf(state, viewCase);
  const joined = list === null ? undefined : viewCase.records.detail(state.place, list, 0)?.joined[chosen];
  if (joined === undefined) return only({ ...state, detail: null });
  return moveToRow({ ...state, detail: { scroll: 0, joined: -1 } }, viewCase, joined.record.row);
}

/** Tab: what is beside, in a record the next joined one. */
export function otherPart(state: State, viewCase: ViewCase, by: 1 | -1): State {
  if (state.detail !== null) {
    const list = listOf(state, viewCase);
    const count = list === null ? 0 : (viewCase.records.detail(state.place, list, 0)?.joined.length ?? 0);
    // One more than the joined records: none of them.
    const joined = ((state.detail.joined + 1 + by + count + 1) % (count + 1)) - 1;
    return { ...state, detail: { ...state.detail, joined } };
  }
  if (state.panel === null) return toggled(state, "verdict");
  return { ...state, focus: state.focus === "list" ? "panel" : "list" };
}

/** Esc: the uppermost of what is open or going on ends. */
export function back(state: State): Step {
  if (state.help !== null) return only({ ...state, help: null });
  if (state.detail !== null) return only({ ...state, detail: null });
  if (state.pending !== null) return { state: { ...state, pending: null }, effects: drop(state.pending) };
  if (state.seek !== null) return only({ ...state, seek: null });
  if (state.focus === "panel") return only({ ...state, focus: "list" });
  if (state.panel !== null && state.panelChosen) return only({ ...state, panel: null });
  if (state.search !== null) return { state: { ...state, search: null }, effects: drop(state.search) };
  return only({ ...state, lane: -1 });
}
