import { escapeTerminal } from "../../text/index.ts";
import { place } from "../../report/index.ts";
import type { ViewCase } from "../case.ts";
import { rowOfEvidence } from "./findings.ts";
import { geometryOf } from "./geometry.ts";
import { moveToMark } from "./marks.ts";
import { moveTime, moveToRow, told } from "./move.ts";
import { microseconds } from "./range.ts";
import type { State } from "./state.ts";
import { only, type Step } from "./step.ts";
import { evidenceOf, nextItem, verdictItems } from "./verdict-items.ts";

/** Opens a panel and gives it the keys; once it has them, closes it. */
export function toggled(state: State, panel: "verdict" | "marks"): State {
  const closes = state.panel === panel && state.focus === "panel";
  return {
    ...state,
    panel: closes ? null : panel,
    focus: closes ? "list" : "panel",
    panelChosen: true,
    detail: null,
    help: null,
  };
}

/** Moves inside the panel. */
export function movePanel(state: State, viewCase: ViewCase, by: number): State {
  if (state.panel === "marks") return { ...state, mark: state.mark + by };
  const item = nextItem(verdictItems(viewCase), state.item, by);
  return { ...state, item, cited: item === state.item ? state.cited : 0 };
}

/** Goes where the chosen claim or mark stands; again, to the next line that the claim cites. */
export function followed(state: State, viewCase: ViewCase): Step {
  const step = state.panel === "marks" ? followMark(state, viewCase) : followClaim(state, viewCase);
  // Where panel and list have no room for both, the list is what was asked for.
  const { panel, list } = geometryOf(step.state, viewCase);
  const hidden = panel !== null && panel.y === list.y && panel.x === list.x;
  return hidden ? { ...step, state: { ...step.state, focus: "list" } } : step;
}

function followMark(state: State, viewCase: ViewCase): Step {
  const mark = viewCase.marks.list[state.mark];
  return mark === undefined ? only(told(state, "no mark yet: m marks a record")) : moveToMark(state, viewCase, mark);
}

function followClaim(state: State, viewCase: ViewCase): Step {
  const item = verdictItems(viewCase)[state.item];
  const evidence = item === undefined ? [] : evidenceOf(viewCase, item);
  const cited = evidence[state.cited % Math.max(evidence.length, 1)];
  if (cited === undefined) return only(told(state, "this cites no line"));
  const next = { ...state, cited: state.cited + 1 };
  const row = rowOfEvidence(viewCase, cited);
  if (row !== null) return moveToRow(next, viewCase, row);
  const moved = cited.time === null ? next : moveTime(next, viewCase, microseconds(cited.time));
  return only(told(moved, `no line of a log: ${escapeTerminal(place(cited))}`));
}
