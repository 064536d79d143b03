import { incidentRange, wholeCase, zeroOf } from "./range.ts";
import { WIDE_COLUMNS } from "./geometry.ts";
import { noFilter, type State } from "./state.ts";
import { settled } from "./settle.ts";
import { nextItem, verdictItems } from "./verdict-items.ts";
import { defaultKeys, type Keys } from "../keys.ts";
import type { ViewCase } from "../case.ts";

/** The screen as it opens: on the leading incident, else on the whole case. `rows` is one less than the terminal's. */
export function initialState(viewCase: ViewCase, columns: number, rows: number, keys: Keys = defaultKeys): State {
  const incident = incidentRange(viewCase);
  const state: State = {
    columns,
    rows,
    axis: incident ?? wholeCase(viewCase),
    cursorUs: incident === null ? wholeCase(viewCase).startUs : zeroOf(viewCase),
    place: 0,
    row: null,
    top: 0,
    lane: -1,
    laneTop: 0,
    focus: "list",
    panel: columns >= WIDE_COLUMNS ? "verdict" : null,
    panelChosen: false,
    item: nextItem(verdictItems(viewCase), -1, 0),
    cited: 0,
    mark: 0,
    detail: null,
    help: null,
    clock: "utc",
    filter: noFilter,
    view: null,
    pending: null,
    search: null,
    hunts: [],
    seek: null,
    reached: null,
    prompt: null,
    past: [],
    told: null,
    nextId: 1,
    keys,
  };
  return settled(state, viewCase).state;
}
