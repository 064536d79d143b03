import type { ViewCase } from "../case.ts";
import { citationsOf, findingsOf, rowOfEvidence, type Finding } from "./findings.ts";
import { moveTime, moveToRow, told } from "./move.ts";
import type { State } from "./state.ts";
import { only, type Step } from "./step.ts";

/**
 * To the next finding by number: on the line that carries it, or, where that is no line of a log, on its time. Several
 * may fall into one second, so the one reached last counts and not the time alone.
 */
export function jumpFinding(state: State, viewCase: ViewCase, direction: 1 | -1): Step {
  const findings = findingsOf(viewCase).filter(({ us, evidence }) => us !== null || evidence.length > 0);
  const { reached, cursorUs, row } = state;
  const here = reached !== null && reached.cursorUs === cursorUs && reached.row === row ? reached.number : null;
  const beyond = ({ number, us }: Finding): boolean => {
    if (here !== null) return direction === 1 ? number > here : number < here;
    return us !== null && (direction === 1 ? us > cursorUs : us < cursorUs);
  };
  const finding = direction === 1 ? findings.find(beyond) : findings.findLast(beyond);
  if (finding === undefined) return only(told(state, `no ${direction === 1 ? "later" : "earlier"} finding`));
  const { state: moved, effects } = moveToFinding(state, viewCase, finding);
  const { number, instance, text } = finding;
  const said = told(moved, `▲${number} ${instance === null ? "" : `${instance}: `}${text}`);
  return { state: { ...said, reached: { number, cursorUs: said.cursorUs, row: said.row } }, effects };
}

function moveToFinding(state: State, viewCase: ViewCase, { us, evidence }: Finding): Step {
  const cite = citationsOf(viewCase);
  for (const id of evidence) {
    const cited = cite.find(id);
    const row = cited === undefined ? null : rowOfEvidence(viewCase, cited);
    if (row !== null) return moveToRow(state, viewCase, row);
  }
  return only(us === null ? state : moveTime(state, viewCase, us));
}
