import { readFileSync, statSync } from "node:fs";
import { asInstant, redactedClasses, type RevealClass } from "../model/index.ts";
import {
  citedIn,
  compareParts,
  evidenceHash,
  humanCitations,
  humanPassages,
  readDocument,
  type Recipe,
} from "../report/index.ts";
import { escapeTerminal } from "../text/index.ts";
import { unresolved, unresolvedByPeople } from "./check-citations.ts";
import { type DocumentCase, withDocumentCase } from "./document-case.ts";
import { Exit, UserError } from "./exit.ts";
import { writeAll } from "./output.ts";
import type { VerifyArguments } from "./arguments.ts";
import { recipeOf } from "./recipe.ts";
import { holds, type Outcome, outcomeLines } from "./verify-words.ts";
import { isZone } from "./zone.ts";

/** A report is some megabytes; more is something else. */
const MAX_BYTES = 256 * 1024 * 1024;

/** `postmortem verify`: is this document what this case gives? Exit 1 when it is not. */
export async function verifyCommand(path: string, paths: readonly string[], given: VerifyArguments): Promise<Exit> {
  const text = documentText(path);
  if (path.endsWith(".json")) {
    const { verifyJson } = await import("./verify-json.ts");
    return verifyJson(path, text, paths, given);
  }
  const recipe = recipeOf(text);
  if (recipe === null)
    throw new UserError(
      `${escapeTerminal(path)} does not say how it was made: its first line, the comment postmortem:report, is missing or changed`,
      "Give a document that 'postmortem report' wrote, with its comments.",
    );
  const options = optionsOf(recipe, given);
  const window = windowOf(recipe);
  return withDocumentCase(paths, options, window, async (found) => {
    if (/\.html?$/i.test(path)) {
      const { verifiedHtml } = await import("./verify-html.ts");
      const { holds: pageHolds, lines } = await verifiedHtml(path, text, recipe, found);
      await writeAll(process.stdout, `${lines.join("\n")}\n`);
      return pageHolds ? Exit.ok : Exit.failOn;
    }
    const outcome = verified(text, recipe, found);
    await writeAll(process.stdout, `${outcomeLines(path, recipe, found.report, outcome).join("\n")}\n`);
    return holds(outcome) ? Exit.ok : Exit.failOn;
  });
}

/** @throws {UserError} when it cannot be read as a report */
function documentText(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true)
    throw new UserError(`${escapeTerminal(path)}: there is no such file`, "postmortem verify REPORT.md CASE");
  if (stat.size > MAX_BYTES) throw new UserError(`${escapeTerminal(path)} is too large for a report`);
  return readFileSync(path, "utf8");
}

const revealable = redactedClasses.filter((each): each is RevealClass => each !== "secret");

/** The options it was made with; what it cannot hold has to be given again. */
function optionsOf(recipe: Recipe, given: VerifyArguments): Parameters<typeof withDocumentCase>[1] {
  if (recipe.ownRules !== null && given.rules.length === 0)
    throw new UserError("this report was made with rules of your own", "Give them again: --rules FILE");
  if (recipe.compared !== null && given.compare === undefined)
    throw new UserError("this report compares with other cases", "Give them again: --compare CASE…");
  const inputTz = recipe.inputTz.flatMap((entry) => {
    const at = entry.lastIndexOf("=");
    return at > 0 && isZone(entry.slice(at + 1)) ? [{ glob: entry.slice(0, at), zone: entry.slice(at + 1) }] : [];
  });
  const reveal = revealable.filter((each) => recipe.reveal.includes(each));
  if (recipe.zone !== null && !isZone(recipe.zone))
    throw new UserError(`the report names no time zone: ${escapeTerminal(recipe.zone)}`);
  return {
    ...given,
    inputTz,
    clocks: recipe.clocks === "as-written" ? "as-written" : "corrected",
    reveal,
    cache: false,
  };
}

function windowOf({ since, until }: Recipe): { sinceUs: number; untilUs: number } | null {
  if (since === null && until === null) return null;
  return { sinceUs: endUs(since, Number.NEGATIVE_INFINITY), untilUs: endUs(until, Number.POSITIVE_INFINITY) };
}

function endUs(iso: string | null, open: number): number {
  return iso === null ? open : (asInstant(Date.parse(iso) * 1000) ?? open);
}

function verified(text: string, recipe: Recipe, { report, marks, evidence, pathOf }: DocumentCase): Outcome {
  const document = readDocument(text);
  const { context, sections, parts, absent } = compareParts(document, recipe, report, marks);
  const cited = citedIn(sections.values()).flatMap((id) => context.cite.find(id) ?? []);
  const passages = humanPassages(document);
  const written = humanCitations(passages);
  const verdict = document.parts.find(({ id }) => id === "verdict")?.text ?? "";
  const inventory = document.parts.find(({ id }) => id === "inventory")?.text ?? null;
  return {
    parts,
    absent,
    stray: document.stray,
    sameEvidence: evidenceHash(report) === recipe.evidence,
    changedFiles:
      inventory === null
        ? []
        : report.inputs.flatMap(({ file, sha256 }) => (sha256 === null || inventory.includes(sha256) ? [] : [file])),
    citations: cited.length,
    lost: unresolved(cited, evidence, pathOf),
    passages,
    byPeople: written.length,
    lostByPeople: unresolvedByPeople(written, (name) => pathOf(context.cite.fileOf(name) ?? ""), evidence),
    toldVerdict: /\*\*([a-z-]+)\*\* · \*\*([a-z]+)\*\*/.exec(verdict)?.slice(1, 3).join(" · ") ?? null,
  };
}
