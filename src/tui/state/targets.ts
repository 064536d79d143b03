import { lanesOf } from "./lanes.ts";
import { microseconds } from "./range.ts";
import type { State } from "./state.ts";
import type { ViewCase } from "../case.ts";

/** Somewhere on the time axis worth going to. */
export interface Target {
  readonly us: number;
  /** Said when it is reached; hostile until escaped. */
  readonly text: string;
}

/** Starts of instances' states: of the chosen instance's lane, else of all. */
export function stateTargets(state: State, viewCase: ViewCase): Target[] {
  const chosen = lanesOf(viewCase)[state.lane];
  const instances = chosen?.kind === "instance" ? [chosen.instance] : viewCase.report.instances;
  return sorted(
    instances.flatMap(({ id, states }) =>
      states.map(({ start, state: is, role }) => ({
        us: microseconds(start),
        text: `${id}: ${is}${is === "ready" ? `, ${role === "unknown" ? "role unknown" : role}` : ""}`,
      })),
    ),
  );
}

/** Starts of incidents. */
export function incidentTargets({ report }: ViewCase): Target[] {
  return sorted(
    report.incidents.map(({ id, window, mechanism }) => ({
      us: microseconds(window.start),
      text: `${id}: ${mechanism.class}`,
    })),
  );
}

/** Where a source begins or ceases to cover, inside the window. */
export function gapTargets({ report }: ViewCase): Target[] {
  const { start, end } = report.window;
  return sorted(
    report.coverage.flatMap(({ subject, source, state, from, to }): Target[] => {
      if (state === "full") return [];
      const name = subject === source ? source : `${subject} ${source}`;
      if (from === null || to === null)
        return start === null
          ? []
          : [{ us: microseconds(start), text: `${name}: ${state === "none" ? "nothing there" : state}` }];
      return [
        ...(from === start ? [] : [{ us: microseconds(from), text: `${name}: covered from here` }]),
        ...(to === end ? [] : [{ us: microseconds(to), text: `${name}: covered until here` }]),
      ];
    }),
  );
}

/** Dated marks. */
export function markTargets({ marks }: ViewCase): Target[] {
  return sorted(
    marks.list.flatMap(({ time, comment }) => (time === null ? [] : [{ us: time, text: `mark: ${comment}` }])),
  );
}

function sorted(targets: readonly Target[]): Target[] {
  return targets.filter(({ us }) => Number.isFinite(us)).toSorted((a, b) => a.us - b.us);
}

/** The nearest target beyond an instant; null when there is none. */
export function nearest(targets: readonly Target[], us: number, direction: 1 | -1): Target | null {
  if (direction === 1) return targets.find((target) => target.us > us) ?? null;
  return targets.findLast((target) => target.us < us) ?? null;
}
