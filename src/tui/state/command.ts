import { LevelCode, SECOND_US } from "../../model/index.ts";
import type { ViewCase } from "../case.ts";
import { back, entered, otherPart } from "./closer.ts";
import type { Command } from "../key-table.ts";
import { jumpFinding } from "./finding-jump.ts";
import { moveColumns, moveTime, told } from "./move.ts";
import { copied, paged, removed, reordered, starred } from "./marks.ts";
import { onlyLane, onlySignature } from "./limit.ts";
import { toggled } from "./panel.ts";
import { openPrompt } from "./prompt.ts";
import { askFilter, dropQueries, levelStep, wantedFilter } from "./queries.ts";
import { incidentRange, wholeCase, zeroOf, zoomed } from "./range.ts";
import { pagedBy, scrolled, toEnd } from "./scroll.ts";
import { seekLevel, seekMatch } from "./seek.ts";
import { noFilter, type Clock, type State } from "./state.ts";
import { only, type Step } from "./step.ts";
import { gapTargets, incidentTargets, markTargets, nearest, stateTargets, type Target } from "./targets.ts";

type Run = (state: State, viewCase: ViewCase) => Step;
type Change = (state: State, viewCase: ViewCase) => State;

const MINUTE_US = 60 * SECOND_US;
const HOUR_US = 60 * MINUTE_US;

function pure(change: Change): Run {
  return (state, viewCase) => only(change(state, viewCase));
}

function scroll(by: number): Run {
  return pure((state, viewCase) => scrolled(state, viewCase, by));
}

function page(by: number): Run {
  return pure((state, viewCase) => pagedBy(state, viewCase, by));
}

function time(us: number): Run {
  return pure((state, viewCase) => moveTime(state, viewCase, state.cursorUs + us));
}

function columns(by: number): Run {
  return pure((state, viewCase) => moveColumns(state, viewCase, by));
}

function zoom(factor: number): Run {
  return pure((state) => ({ ...state, axis: zoomed(state.axis, state.cursorUs, factor) }));
}

/** The axis by a half; a cursor that it leaves behind comes along. */
function pan(by: 1 | -1): Run {
  return pure((state, viewCase) => {
    const { startUs, endUs } = state.axis;
    const shift = (by * (endUs - startUs)) / 2;
    const axis = { startUs: startUs + shift, endUs: endUs + shift };
    if (state.cursorUs >= axis.startUs && state.cursorUs < axis.endUs) return { ...state, axis };
    return moveTime({ ...state, axis }, viewCase, by === 1 ? axis.startUs : axis.endUs - 1);
  });
}

function jump(targets: (state: State, viewCase: ViewCase) => Target[], what: string, direction: 1 | -1): Run {
  return pure((state, viewCase) => {
    const target = nearest(targets(state, viewCase), state.cursorUs, direction);
    if (target === null) return told(state, `no ${direction === 1 ? "later" : "earlier"} ${what}`);
    return told(moveTime(state, viewCase, target.us), target.text);
  });
}

/** The lane above or below; in the list of marks, the mark moves. */
function lane(by: 1 | -1): Run {
  return (state, viewCase) => {
    if (state.panel === "marks" && state.focus === "panel") return reordered(state, viewCase, by);
    return only({ ...state, lane: Math.max(state.lane + by, -1) });
  };
}

function level(by: 1 | -1): Run {
  return (state, viewCase) => {
    const filter = wantedFilter(state);
    const next = levelStep(filter.level, by);
    return next === filter.level ? only(state) : askFilter(state, viewCase, { ...filter, level: next });
  };
}

function prompt(kind: Parameters<typeof openPrompt>[2]): Run {
  return (state, viewCase) => openPrompt(state, viewCase, kind);
}

const clocks: readonly Clock[] = ["utc", "local", "relative"];

/** What each command does. A command that is missing here does not compile. */
const runs: Readonly<Record<Command, Run>> = {
  down: scroll(1),
  up: scroll(-1),
  "page-down": page(1),
  "page-up": page(-1),
  first: pure((state, viewCase) => toEnd(state, viewCase, false)),
  last: pure((state, viewCase) => toEnd(state, viewCase, true)),
  "second-back": time(-SECOND_US),
  "second-on": time(SECOND_US),
  "minute-back": time(-MINUTE_US),
  "minute-on": time(MINUTE_US),
  "hour-back": time(-HOUR_US),
  "hour-on": time(HOUR_US),
  "time-left": columns(-1),
  "time-right": columns(1),
  "time-left-far": columns(-10),
  "time-right-far": columns(10),
  "zoom-in": zoom(0.5),
  "zoom-out": zoom(2),
  "pan-left": pan(-1),
  "pan-right": pan(1),
  "fit-all": pure((state, viewCase) => ({ ...state, axis: wholeCase(viewCase) })),
  "fit-incident": pure((state, viewCase) => {
    const axis = incidentRange(viewCase);
    if (axis === null) return told(state, "the report has no incident");
    return moveTime({ ...state, axis }, viewCase, zeroOf(viewCase));
  }),
  "zoom-second": pure((state) => {
    const half = SECOND_US / 2;
    return { ...state, axis: { startUs: state.cursorUs - half, endUs: state.cursorUs + half } };
  }),
  clock: pure((state) => ({ ...state, clock: clocks[(clocks.indexOf(state.clock) + 1) % clocks.length] ?? "utc" })),
  "lane-up": lane(-1),
  "lane-down": lane(1),
  "only-lane": onlyLane,
  "next-state": jump(stateTargets, "change of state", 1),
  "previous-state": jump(stateTargets, "change of state", -1),
  "next-finding": (state, viewCase) => jumpFinding(state, viewCase, 1),
  "previous-finding": (state, viewCase) => jumpFinding(state, viewCase, -1),
  "next-incident": jump((_, viewCase) => incidentTargets(viewCase), "incident", 1),
  "previous-incident": jump((_, viewCase) => incidentTargets(viewCase), "incident", -1),
  "next-gap": jump((_, viewCase) => gapTargets(viewCase), "edge of missing evidence", 1),
  "previous-gap": jump((_, viewCase) => gapTargets(viewCase), "edge of missing evidence", -1),
  "next-error": (state, viewCase) => seekLevel(state, viewCase, LevelCode.error, 1),
  "previous-error": (state, viewCase) => seekLevel(state, viewCase, LevelCode.error, -1),
  "next-warning": (state, viewCase) => seekLevel(state, viewCase, LevelCode.warning, 1),
  "previous-warning": (state, viewCase) => seekLevel(state, viewCase, LevelCode.warning, -1),
  "next-mark": jump((_, viewCase) => markTargets(viewCase), "mark", 1),
  "previous-mark": jump((_, viewCase) => markTargets(viewCase), "mark", -1),
  "go-to": prompt("go-to"),
  search: prompt("search"),
  "next-match": (state, viewCase) => seekMatch(state, viewCase, 1),
  "previous-match": (state, viewCase) => seekMatch(state, viewCase, -1),
  "filter-text": prompt("filter-text"),
  "level-up": level(1),
  "level-down": level(-1),
  "only-signature": onlySignature,
  "clear-filters": (state, viewCase) => askFilter(state, viewCase, noFilter),
  enter: entered,
  "next-part": pure((state, viewCase) => otherPart(state, viewCase, 1)),
  "previous-part": pure((state, viewCase) => otherPart(state, viewCase, -1)),
  verdict: pure((state) => toggled(state, "verdict")),
  pager: paged,
  copy: copied,
  star: starred,
  comment: prompt("comment"),
  marks: pure((state) => toggled(state, "marks")),
  remove: removed,
  export: prompt("export"),
  help: pure((state) => ({ ...state, help: state.help === null ? { scroll: 0 } : null })),
  back,
  redraw: (state) => ({ state, effects: [{ kind: "redraw" }] }),
  suspend: (state) => ({ state, effects: [{ kind: "suspend" }] }),
  quit: (state) => {
    const { state: next, effects } = dropQueries(state);
    return { state: next, effects: [...effects, { kind: "quit" }] };
  },
};

/** Does a command. A prompt that is open stays open. */
export function commanded(state: State, viewCase: ViewCase, command: Command): Step {
  return runs[command](state, viewCase);
}
