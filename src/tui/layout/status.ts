import { levels, type InstanceReport } from "../../model/index.ts";
import { clusters } from "../../text/index.ts";
import { clockText, gapText, grouped, recoveryText, staleText } from "../../report/index.ts";
import type { Filter, ViewCase } from "../case.ts";
import { clockName, timeText, type Timekeeping } from "../state/clock.ts";
import { keyLabel } from "../state/help.ts";
import { lanesOf, type Lane } from "../state/lanes.ts";
import { wantedFilter } from "../state/queries.ts";
import { microseconds } from "../state/range.ts";
import { isOpen, type Prompt, type Query, type State } from "../state/state.ts";
import type { Command } from "../key-table.ts";
import type { Span, StyledLine } from "../styled.ts";
import { cutLine, span, spread } from "./line.ts";
import { placeText } from "./list.ts";

/** The last two lines: what is at the cursor and which filter holds, then the prompt or where one is. */
export function statusLines(state: State, viewCase: ViewCase, keeping: Timekeeping): [StyledLine, StyledLine] {
  if (state.prompt !== null) return promptLines(state, state.prompt, viewCase);
  return [readout(state, viewCase, keeping), placeLine(state, viewCase)];
}

/** What the lanes say at the cursor: every instance's state, or all of the chosen lane. */
function readout(state: State, viewCase: ViewCase, keeping: Timekeeping): StyledLine {
  const at = timeText(state.cursorUs, "millisecond", keeping);
  const clock = keeping.clock === "relative" ? "" : ` ${clockName(keeping)}`;
  const lane = lanesOf(viewCase)[state.lane];
  const said =
    lane === undefined
      ? viewCase.report.instances.map((instance) => `${instance.id} ${stateAt(instance, state.cursorUs)}`).join(" · ")
      : laneText(lane, state.cursorUs, viewCase);
  return cutLine([span(` ${at}${clock}  `, "key"), span(said)], state.columns);
}

function stateAt({ states }: InstanceReport, us: number, withSource = false): string {
  const now = states.find(({ start, end }) => microseconds(start) <= us && us < microseconds(end));
  if (now === undefined) return "unknown";
  const source = withSource && now.roleSource !== "none" ? ` (by ${now.roleSource})` : "";
  if (now.state !== "ready") return `${now.state}${source}`;
  return `${now.role === "unknown" ? "ready, role unknown" : now.role}${source}`;
}

function laneText(lane: Lane, us: number, viewCase: ViewCase): string {
  switch (lane.kind) {
    case "instance":
      return `${lane.name}: ${stateAt(lane.instance, us, true)}`;
    case "client": {
      const { client } = lane;
      const kinds = Object.entries(client.errors).map(([kind, count]) => `${kind} ${grouped(count)}`);
      const parts = [kinds.join(", ") || "no errors", recoveryText(client)];
      if (client.staleness !== null) parts.push(staleText(client.staleness));
      return `${client.id}: ${[...parts, `clock ${clockText(client.clock)}`].join("; ")}`;
    }
    case "events": {
      const last = viewCase.facts.events.findLast(({ time }) => time <= us);
      return last === undefined ? "no RDS event so far" : `last RDS event: ${last.sourceIdentifier}: ${last.message}`;
    }
    case "operator": {
      const last = viewCase.facts.documents.calls.findLast((call) => call.us <= us);
      if (last === undefined) return "no call of the API so far";
      return `last call: ${last.name}${last.who === null ? "" : ` by ${last.who}`}${last.error === null ? "" : `, refused: ${last.error}`}`;
    }
    case "metric": {
      const last = lane.series.points.findLast((point) => point.us <= us);
      return last === undefined ? `${lane.name}: no point so far` : `${lane.name}: ${last.exhibit.text}`;
    }
    case "coverage":
      return `${lane.name} ${gapText(lane.entry, null) ?? ""}`;
    default:
      return lane satisfies never;
  }
}

/** Place, filter, search and what was told; the keys to know at the right. */
function placeLine(state: State, viewCase: ViewCase): StyledLine {
  const parts = [placeText(state, viewCase), filterText(state, viewCase), searchText(state)].filter(
    (part) => part !== "",
  );
  const hint = (command: Command, word: string): string => {
    const key = state.keys.rows.find((row) => row.command === command)?.keys[0];
    return key === undefined ? "" : `${keyLabel(key)} ${word} `;
  };
  const hints = `${hint("help", "help")} ${hint("quit", "quit")}`;
  const trouble =
    viewCase.marks.trouble === null ? [] : [span(`  marks are not kept: ${viewCase.marks.trouble}`, "bad")];
  const heard = state.told === null ? [] : [span(`  ${state.told.text}`, state.told.bad ? "bad" : "notice")];
  return spread([span(` ${parts.join("  ")}`), ...heard, ...trouble], [span(` ${hints}`, "dim")], state.columns);
}

/** `only: aurora-1, level ≥ error, "text"`, with how far the counting is. */
function filterText(state: State, viewCase: ViewCase): string {
  const filter = wantedFilter(state);
  if (isOpen(filter)) return "";
  return `only: ${filterWords(filter, viewCase)}${state.pending === null ? "" : ` (${countText(state.pending)})`}`;
}

function filterWords({ streams, level, signature, text }: Filter, { records }: ViewCase): string {
  const names = records.streams.filter(({ index }) => streams?.has(index) === true).map(({ name }) => name);
  return [
    ...(streams === null ? [] : [names.join("+") || "no lane"]),
    ...(level === null ? [] : [`level ≥ ${levels[level] ?? String(level)}`]),
    ...(signature === null ? [] : [signature]),
    ...(text === null || text === "" ? [] : [JSON.stringify(text)]),
  ].join(", ");
}

function searchText({ search, seek }: State): string {
  if (search === null) return seek === null ? "" : "looking …";
  return `search ${JSON.stringify(search.filter.text ?? "")}: ${countText(search)}`;
}

/** `12 345 matches`, `12+ matches, 34 %`. */
function countText({ filtering, failed }: Query): string {
  if (failed !== null) return failed;
  if (filtering === null) return "…";
  const { matches, result, share } = filtering;
  const word = matches === 1 && result !== null ? "match" : "matches";
  if (result !== null) return `${grouped(result.count)} ${word}`;
  return `${grouped(matches)}+ ${word}, ${Math.floor(Math.min(Math.max(share, 0), 1) * 100)} %`;
}

const names: Readonly<Record<Prompt["kind"], string>> = {
  "go-to": "go to (12:34:56, ISO time, T+12.3, file:line, line, #place)",
  search: "search (text or /regex/)",
  "filter-text": "show only (text or /regex/; empty: all)",
  comment: "comment on the mark",
  export: "export (Tab: format, marks or list)",
};

const signs: Readonly<Record<Prompt["kind"], string>> = {
  "go-to": ":",
  search: "/",
  "filter-text": "&",
  comment: "\u0022",
  export: ">",
};

/** What the prompt wants and what it would do, and what is typed, its end always to be seen. */
function promptLines({ columns, past }: State, prompt: Prompt, viewCase: ViewCase): [StyledLine, StyledLine] {
  const { kind, text, draft, trouble, selection, format } = prompt;
  const count = draft === null ? "" : countText(draft);
  const first = draft?.filtering?.first ?? null;
  const hit = first === null ? "" : `  first: ${viewCase.records.all?.at(first)?.message ?? ""}`;
  const above: StyledLine = [
    span(` ${names[kind]}  `, "title"),
    ...(trouble === null ? [span(count, "notice"), span(hit, "dim")] : [span(trouble, "bad")]),
    ...(past.length > 0 && draft === null && trouble === null && (kind === "search" || kind === "filter-text")
      ? [span("↑ earlier texts", "dim")]
      : []),
  ];
  const typed = kind === "export" ? `${selection} as ${format}` : text;
  return [
    cutLine(above, columns),
    cutLine([span(` ${signs[kind]}`, "key"), tail(typed, columns - 4), span("_", "cursor")], columns),
  ];
}

/** The end of what is typed, in so many cells. */
function tail(text: string, cells: number): Span {
  const typed = span(text);
  let kept = "";
  let used = 0;
  for (const cluster of Array.from(clusters(typed.text)).toReversed()) {
    used += cluster.cells;
    if (used > cells) break;
    kept = cluster.text + kept;
  }
  return { ...typed, text: kept };
}
