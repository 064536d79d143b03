import { renderJson } from "../report/index.ts";
import { escapeTerminal } from "../text/index.ts";
import { askedWindow } from "./asked-window.ts";
import { unresolved } from "./check-citations.ts";
import { withDocumentCase } from "./document-case.ts";
import { Exit, UserError } from "./exit.ts";
import { writeAll } from "./output.ts";
import { citationRows, conclusionOf, row } from "./verify-words.ts";
import type { VerifyArguments } from "./arguments.ts";

/** Differences that are told. */
const MOST = 20;

/** A JSON report against what the case gives, value by value; with the options it was made with, given again. */
export async function verifyJson(
  path: string,
  text: string,
  paths: readonly string[],
  options: VerifyArguments,
): Promise<Exit> {
  const told = parsed(path, text);
  const window = await askedWindow(options, Date.now());
  return withDocumentCase(paths, { ...options, cache: false }, window, async ({ report, evidence, pathOf }) => {
    const differences = differencesOf(told, JSON.parse(renderJson(report)) as unknown);
    const lost = unresolved(report.evidence, evidence, pathOf);
    const { class: name, level } = report.verdict;
    const holds = differences.length === 0 && lost.length === 0;
    const lines = [
      row("report", path),
      row("verdict", `${name} · ${level}`),
      row("values", differences.length === 0 ? "all are as the case gives them" : `${differences.length} DIFFER:`),
      ...differences.slice(0, MOST).map((each) => row("", each)),
      ...citationRows(report.evidence.length, lost),
      conclusionOf(holds),
    ];
    await writeAll(process.stdout, `${lines.join("\n")}\n`);
    return holds ? Exit.ok : Exit.failOn;
  });
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UserError(`${escapeTerminal(path)} is no JSON`, "Give a report that 'analyze --json' wrote.", {
      cause: error,
    });
  }
}

/** How a hash came about is no part of what it says. */
const PASSING: ReadonlySet<string> = new Set(["sha256State"]);

/** JSON pointers of values that are not the same, with both. */
function differencesOf(told: unknown, is: unknown, pointer = ""): readonly string[] {
  if (isRecord(told) && isRecord(is)) {
    const keys = [...new Set([...Object.keys(told), ...Object.keys(is)])].filter((key) => !PASSING.has(key));
    return keys.flatMap((key) => differencesOf(told[key], is[key], `${pointer}/${key}`));
  }
  if (Array.isArray(told) && Array.isArray(is)) {
    const length = Math.max(told.length, is.length);
    return Array.from({ length }, (_, at) => differencesOf(told[at], is[at], `${pointer}/${at}`)).flat();
  }
  return told === is ? [] : [`${pointer}: ${short(told)}; the case gives ${short(is)}`];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function short(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
