import { clusters } from "../../text/index.ts";
import type { ViewCase } from "../case.ts";
import type { Effect } from "./effect.ts";
import { exportFormats } from "./effect.ts";
import { destinationOf } from "./go-to.ts";
import { listOf, moveTime, moveTo, moveToRow, told } from "./move.ts";
import { ask, askFilter, drop, textTrouble, wantedFilter } from "./queries.ts";
import { currentDetail, markUnderCursor } from "./marks.ts";
import { seekNow } from "./seek.ts";
import type { Prompt, State } from "./state.ts";
import { only, andThen, type Step } from "./step.ts";

/** A prompt takes one line; more than this nobody types. */
const LONGEST = 1000;
const MOST_PAST = 50;

/** Opens a prompt. A filter begins with what holds, a comment with what was written. */
export function openPrompt(state: State, viewCase: ViewCase, kind: Prompt["kind"]): Step {
  const mark = kind === "comment" ? markUnderCursor(state, viewCase) : null;
  if (kind === "comment" && mark === null && currentDetail(state, viewCase) === null)
    return only(told(state, "no record under the cursor"));
  const text =
    kind === "comment" ? (mark?.comment ?? "") : kind === "filter-text" ? (wantedFilter(state).text ?? "") : "";
  const selection = viewCase.marks.list.length > 0 ? "marks" : "list";
  const prompt: Prompt = {
    kind,
    text: oneLine(text),
    draft: null,
    trouble: null,
    mark: mark?.id ?? null,
    format: "md",
    selection,
    past: -1,
  };
  return only({ ...state, prompt, help: null });
}

/** Typed or pasted text; line feeds and control characters are not typed. */
export function typed(state: State, viewCase: ViewCase, text: string): Step {
  const { prompt } = state;
  if (prompt === null) return only(state);
  if (prompt.kind === "export") {
    const format = exportFormats.find((each) => each.startsWith(text.toLowerCase()));
    return only(format === undefined || text === "" ? state : { ...state, prompt: { ...prompt, format } });
  }
  return edited(state, viewCase, { ...prompt, text: `${prompt.text}${oneLine(text)}`.slice(0, LONGEST), past: -1 });
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cs}]+/gu, " ").slice(0, LONGEST);
}

/** Takes something away from the end. */
export function erased(state: State, viewCase: ViewCase, what: "character" | "word" | "all"): Step {
  const { prompt } = state;
  if (prompt === null || prompt.kind === "export") return only(state);
  const text =
    what === "all"
      ? ""
      : what === "word"
        ? prompt.text.replace(/\S*\s*$/u, "")
        : Array.from(clusters(prompt.text), (cluster) => cluster.text)
            .slice(0, -1)
            .join("");
  return edited(state, viewCase, { ...prompt, text });
}

/** What the prompt offers: kinds of export, or texts used before. */
export function chosen(state: State, viewCase: ViewCase, by: 1 | -1): Step {
  const { prompt } = state;
  if (prompt === null) return only(state);
  if (prompt.kind === "export") {
    const choices = (["marks", "list"] as const).flatMap((selection) =>
      exportFormats.map((format) => ({ selection, format })),
    );
    const at = choices.findIndex(({ selection, format }) => selection === prompt.selection && format === prompt.format);
    const next = choices[(at + by + choices.length) % choices.length];
    return only(next === undefined ? state : { ...state, prompt: { ...prompt, ...next } });
  }
  if (prompt.kind !== "search" && prompt.kind !== "filter-text") return only(state);
  const past = Math.min(Math.max(prompt.past - by, -1), state.past.length - 1);
  return edited(state, viewCase, { ...prompt, past, text: state.past[past] ?? "" });
}

/** The prompt with another text; what it would let through is counted before it is applied. */
function edited(state: State, viewCase: ViewCase, prompt: Prompt): Step {
  if (prompt.kind !== "search" && prompt.kind !== "filter-text")
    return only({ ...state, prompt: { ...prompt, trouble: null } });
  const effects: Effect[] = drop(state.prompt?.draft ?? null);
  const trouble = textTrouble(prompt.text);
  if (prompt.text === "" || trouble !== null)
    return { state: { ...state, prompt: { ...prompt, draft: null, trouble } }, effects };
  const { query, nextId, effect } = ask(state, viewCase, { ...wantedFilter(state), text: prompt.text });
  return { state: { ...state, nextId, prompt: { ...prompt, draft: query, trouble } }, effects: [...effects, effect] };
}

/** Closes the prompt and leaves everything as it was. */
export function cancelled(state: State): Step {
  return { state: { ...state, prompt: null }, effects: drop(state.prompt?.draft ?? null) };
}

/** Does what the prompt asks. A text that cannot be followed keeps it open and says why. */
export function submitted(state: State, viewCase: ViewCase): Step {
  const { prompt } = state;
  if (prompt === null || prompt.trouble !== null) return only(state);
  const closed = { ...state, prompt: null };
  switch (prompt.kind) {
    case "go-to":
      return goTo(state, viewCase, prompt);
    case "search":
      return searched(closed, viewCase, prompt);
    case "filter-text":
      return filtered(closed, viewCase, prompt);
    case "comment":
      return commented(closed, viewCase, prompt);
    case "export":
      return exported(closed, viewCase, prompt);
    default:
      return prompt.kind satisfies never;
  }
}

function goTo(state: State, viewCase: ViewCase, prompt: Prompt): Step {
  const closed = { ...state, prompt: null };
  if (prompt.text.trim() === "") return only(closed);
  const file = currentDetail(state, viewCase)?.file ?? null;
  const to = destinationOf(prompt.text, state, viewCase, file);
  const refuse = (trouble: string): Step => only({ ...state, prompt: { ...prompt, trouble } });
  switch (to.kind) {
    case "time":
      return only(moveTime(closed, viewCase, to.us));
    case "place":
      return only(moveTo(closed, viewCase, to.place));
    case "line": {
      const row = viewCase.records.rowOfLine(to.file, to.line);
      return row === null ? refuse(`${to.file} has no line ${to.line}`) : moveToRow(closed, viewCase, row);
    }
    case "unknown":
      return refuse(to.why);
    default:
      return to satisfies never;
  }
}

function searched(state: State, viewCase: ViewCase, { text, draft }: Prompt): Step {
  const effects = drop(state.search);
  if (text === "") return { state: { ...state, search: null, seek: null }, effects: [...effects, ...drop(draft)] };
  const seek = { of: "search", direction: 1, here: true } as const;
  if (draft !== null)
    return andThen({ state: { ...state, search: draft, seek, past: remembered(state, text) }, effects }, (next) =>
      seekNow(next, viewCase),
    );
  const { query, nextId, effect } = ask(state, viewCase, { ...wantedFilter(state), text });
  return {
    state: { ...state, search: query, nextId, seek, past: remembered(state, text) },
    effects: [...effects, effect],
  };
}

function filtered(state: State, viewCase: ViewCase, { text, draft }: Prompt): Step {
  // Asked again rather than taken over: the search and the levels change with it.
  const step = askFilter(state, viewCase, { ...wantedFilter(state), text: text === "" ? null : text });
  const past = text === "" ? state.past : remembered(state, text);
  return { state: { ...step.state, past }, effects: [...drop(draft), ...step.effects] };
}

function remembered({ past }: State, text: string): readonly string[] {
  return [text, ...past.filter((other) => other !== text)].slice(0, MOST_PAST);
}

function commented(state: State, viewCase: ViewCase, { text, mark }: Prompt): Step {
  if (mark !== null) return { state, effects: [{ kind: "comment-mark", id: mark, text }] };
  const record = currentDetail(state, viewCase);
  if (record === null) return only(state);
  const { file, line, byteOffset, byteLength, time } = record;
  return {
    state,
    effects: [{ kind: "add-mark", record: { file, line, byteOffset, byteLength, time }, comment: text }],
  };
}

function exported(state: State, viewCase: ViewCase, { format, selection }: Prompt): Step {
  if (selection === "marks") {
    if (viewCase.marks.list.length === 0) return only(told(state, "there are no marks to export"));
    return { state, effects: [{ kind: "export", format, selection }] };
  }
  const records = listOf(state, viewCase);
  if (records === null) return only(told(state, "the records are still being put in order"));
  return { state, effects: [{ kind: "export", format, selection: { records } }] };
}
