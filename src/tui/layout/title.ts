import { leadingIncident } from "../../report/index.ts";
import type { ViewCase } from "../case.ts";
import { clockName, dateText, timeText, type Timekeeping, wallClock } from "../state/clock.ts";
import { microseconds, zeroOf } from "../state/range.ts";
import type { State } from "../state/state.ts";
import type { StyledLine } from "../styled.ts";
import { span, spread } from "./line.ts";

/** How the state writes times. */
export function timekeeping({ clock }: State, viewCase: ViewCase): Timekeeping {
  return { clock, zone: viewCase.localZone, zeroUs: zeroOf(viewCase) };
}

/** Case, verdict with its level, and the window it speaks of. */
export function titleLine(state: State, viewCase: ViewCase): StyledLine {
  const { report, name } = viewCase;
  const { class: headline, cause, level } = report.verdict;
  const verdict = `${headline.toUpperCase()}${cause === null ? "" : ` (${cause})`} · ${level}`;
  return spread(
    [span(" "), span(name, "title"), span("  "), span(verdict, headline === "no-incident" ? "good" : "bad")],
    [span(`  ${windowText(state, viewCase)} `, "dim")],
    state.columns,
  );
}

function windowText(state: State, viewCase: ViewCase): string {
  const { start, end } = leadingIncident(viewCase.report)?.window ?? viewCase.report.window;
  if (start === null || end === null) return "no dated record";
  const keeping = timekeeping(state, viewCase);
  const at = (us: number): string => timeText(us, "second", keeping);
  const from = microseconds(start);
  const to = microseconds(end);
  if (keeping.clock === "relative") {
    const zero = wallClock(keeping.zeroUs, keeping).slice(0, 19).replace("T", " ");
    return `${at(from)} – ${at(to)}, T is ${zero} UTC`;
  }
  const [day, last] = [dateText(from, keeping), dateText(to, keeping)];
  return `${day} ${at(from)} – ${day === last ? "" : `${last} `}${at(to)} ${clockName(keeping)}`;
}
