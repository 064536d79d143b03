import type { Report } from "../model/index.ts";
import type { PartResult, Passage, Recipe } from "../report/index.ts";
import { escapeTerminal } from "../text/index.ts";
import type { Unresolved } from "./check-citations.ts";

/** What came of verifying a document. */
export interface Outcome {
  readonly parts: readonly PartResult[];
  /** Titles of sections that the case has and the document does not. */
  readonly absent: readonly string[];
  readonly stray: readonly { readonly line: number; readonly text: string }[];
  readonly sameEvidence: boolean;
  readonly changedFiles: readonly string[];
  readonly citations: number;
  readonly lost: readonly Unresolved[];
  readonly passages: readonly Passage[];
  readonly byPeople: number;
  readonly lostByPeople: readonly Unresolved[];
  /** As the document tells it; null when its verdict is gone or not readable. */
  readonly toldVerdict: string | null;
}

/** Whether everything in the document is shown to be what the case gives. */
export function holds({ parts, stray, sameEvidence, lost, lostByPeople }: Outcome): boolean {
  return (
    sameEvidence &&
    stray.length === 0 &&
    lost.length === 0 &&
    lostByPeople.length === 0 &&
    parts.every(({ state }) => state === "holds")
  );
}

/** Whether nothing speaks against it but that another version of the tool words it otherwise. */
function isOtherVersion(outcome: Outcome): boolean {
  const parts = outcome.parts.filter(({ state }) => state !== "other-version");
  return !holds(outcome) && holds({ ...outcome, parts });
}

const stateText: Readonly<Record<PartResult["state"], string>> = {
  holds: "holds",
  edited: "EDITED since it was made",
  differs: "DIFFERS from what the case gives",
  "other-version": "differs, as made by another version",
  repeated: "stands TWICE",
  unknown: "is no part that this document should have",
  removed: "is GONE",
};

/** Lines of an answer. */
const MOST = 12;

/** What came of it, in lines for a terminal. */
export function outcomeLines(path: string, recipe: Recipe, report: Report, outcome: Outcome): readonly string[] {
  const { parts, lost, lostByPeople, passages, stray } = outcome;
  const { verdict, tool } = report;
  const sameTool = recipe.tool === tool.version && recipe.rules === tool.rulesSha256;
  const now = `${verdict.class} · ${verdict.level}`;
  const held = parts.filter(({ state }) => state === "holds").length;
  return [
    row("report", path),
    row(
      "made by",
      `postmortem ${recipe.tool}${sameTool ? "" : `; this is ${tool.version}${recipe.tool === tool.version ? " with other rules" : ""}`}`,
    ),
    row(
      "evidence",
      outcome.sameEvidence ? `the ${report.inputs.length} files it was made from` : "NOT the files it was made from",
    ),
    ...outcome.changedFiles.slice(0, MOST).map((file) => row("", `changed or new: ${file}`)),
    row(
      "verdict",
      outcome.toldVerdict === now
        ? `same verdict: ${now}`
        : `ANOTHER verdict: ${now}; the report says ${outcome.toldVerdict ?? "none"}`,
    ),
    row("parts", `${held}/${parts.length} generated parts hold`),
    ...parts.flatMap((part) => (part.state === "holds" ? [] : partLines(part))),
    ...(outcome.absent.length === 0 ? [] : [row("", `not in this document: ${outcome.absent.join(", ")}`)]),
    ...stray.map(({ line, text }) => row("", `line ${line}: ${text}`)),
    ...citationRows(outcome.citations, lost),
    row("people", peopleText(passages, outcome)),
    ...lostRows(lostByPeople),
    conclusion(recipe, outcome),
  ];
}

function conclusion(recipe: Recipe, outcome: Outcome): string {
  if (!isOtherVersion(outcome)) return conclusionOf(holds(outcome));
  const version = escapeTerminal(recipe.tool);
  return `NOT SHOWN: the evidence is the same, and postmortem ${version} wrote parts of it otherwise. Verify it with that version.`;
}

/** A line of an answer: what it tells of, and what. */
export function row(name: string, text: string): string {
  return `${name.padEnd(10)} ${escapeTerminal(text)}`;
}

/** How many citations of so many lead to their text, and which do not. */
export function citationRows(all: number, lost: readonly Unresolved[]): readonly string[] {
  return [row("citations", `${all - lost.length}/${all} citations resolve`), ...lostRows(lost)];
}

function lostRows(lost: readonly Unresolved[]): readonly string[] {
  return lost.slice(0, MOST).map(({ citation, why }) => row("", `${citation}: ${why}`));
}

/** The last line: whether the report is what its case gives. */
export function conclusionOf(holding: boolean): string {
  return holding ? "The report holds." : "THE REPORT DOES NOT HOLD.";
}

function partLines({ id, line, state, difference }: PartResult): string[] {
  const where = line === null ? "" : ` (line ${line})`;
  const lines = [`           ${escapeTerminal(id)}${where} ${stateText[state]}`];
  if (difference === null) return lines;
  return [
    ...lines,
    `             line ${difference.line} of the report: ${shortened(difference.found)}`,
    `             the case gives:   ${shortened(difference.expected)}`,
  ];
}

function shortened(text: string): string {
  const shown = escapeTerminal(text);
  return shown === "" ? "(nothing)" : shown.length > 160 ? `${shown.slice(0, 159)}…` : shown;
}

function peopleText(passages: readonly Passage[], { byPeople, lostByPeople }: Outcome): string {
  if (passages.length === 0) return "nothing was written into it";
  const where = passages
    .slice(0, MOST)
    .map(({ line, lines }) => (lines.length === 1 ? `${line}` : `${line}-${line + lines.length - 1}`));
  const more = passages.length > MOST ? " and more" : "";
  const cites = byPeople === 0 ? "" : `; ${byPeople - lostByPeople.length}/${byPeople} of their citations resolve`;
  return `${passages.length === 1 ? "1 passage" : `${passages.length} passages`} of theirs, not checked: lines ${where.join(", ")}${more}${cites}`;
}
