import type { ViewCase } from "../case.ts";
import { laneOfStream, lanesOf } from "./lanes.ts";
import { listOf, told } from "./move.ts";
import { askFilter, wantedFilter } from "./queries.ts";
import type { State } from "./state.ts";
import { only, type Step } from "./step.ts";

/** The records of the chosen lane, of the record's own when none is chosen; of all again when only those were shown. */
export function onlyLane(state: State, viewCase: ViewCase): Step {
  const filter = wantedFilter(state);
  if (filter.streams !== null) return askFilter(state, viewCase, { ...filter, streams: null });
  const lanes = lanesOf(viewCase);
  const own = listOf(state, viewCase)?.at(state.place)?.stream.index ?? -1;
  const chosen = lanes[state.lane] ?? lanes[laneOfStream(lanes, own)];
  const streams = chosen?.streams ?? (own < 0 ? [] : [own]);
  if (streams.length === 0) return only(told(state, "this lane has no records of its own"));
  return askFilter(state, viewCase, { ...filter, streams: new Set(streams) });
}

/** The records of this signature, or of all again. */
export function onlySignature(state: State, viewCase: ViewCase): Step {
  const filter = wantedFilter(state);
  if (filter.signature !== null) return askFilter(state, viewCase, { ...filter, signature: null });
  const signature = listOf(state, viewCase)?.at(state.place)?.signature ?? null;
  if (signature === null) return only(told(state, "this record has no signature"));
  return askFilter(state, viewCase, { ...filter, signature });
}
