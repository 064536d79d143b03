// A document against the report that its case gives: what was changed is named, and nothing else.
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/model/index.ts";
import {
  citedIn,
  compareParts,
  humanCitations,
  humanPassages,
  type PartResult,
  readDocument,
  type Recipe,
  recipeIn,
} from "../../src/report/index.ts";
import { hashOf } from "../../src/report/markdown/markers.ts";
import { whole } from "../analyze/less-evidence.ts";
import { markdown } from "./markdown.ts";
import { sample } from "./sample.ts";

const recipeOf = (text: string): Recipe => recipeIn(text) as Recipe;
function resultsOf(text: string, report: Report): readonly PartResult[] {
  return compareParts(readDocument(text), recipeOf(text), report, []).parts;
}
const wrong = (text: string, report: Report): readonly string[] =>
  resultsOf(text, report).flatMap(({ id, state }) => (state === "holds" ? [] : [`${id} ${state}`]));

describe("a report of the split-writer race", async () => {
  const report = await whole("split-writer-race");
  const text = markdown(report, "Europe/Berlin");
  const document = readDocument(text);

  test("holds, in whatever template and flavor it was made", () => {
    for (const template of ["default", "google-sre", "short"] as const)
      for (const flavor of ["github", "gitlab", "plain"] as const)
        expect(wrong(markdown(report, "Europe/Berlin", flavor, template), report)).toEqual([]);
    expect(resultsOf(text, report).length).toBeGreaterThan(18);
  });

  test("a changed digit of any generated sentence is found, in its part", () => {
    const lines = text.split("\n");
    let changed = 0;
    for (const [index, line] of lines.entries()) {
      const part = document.parts.find(
        (each) => index >= each.line && index < each.line + each.text.split("\n").length,
      );
      const at = [...line.matchAll(/\d/g)].at(index % 3)?.index;
      if (part === undefined || at === undefined || line.startsWith("<!--")) continue;
      const other = String((Number(line[at]) + 1) % 10);
      const forged = lines.with(index, line.slice(0, at) + other + line.slice(at + 1)).join("\n");
      expect(wrong(forged, report), line).toEqual([`${part.id} edited`]);
      changed++;
    }
    expect(changed).toBeGreaterThan(200);
  });

  test("a sentence that was forged together with its hash differs from what the case gives", () => {
    for (const part of document.parts) {
      const forged = part.text.replace(/[a-z]{4}/, "xxxx");
      if (forged === part.text) continue;
      const altered = text.replace(part.text, forged).replace(part.stated, hashOf(forged));
      expect(wrong(altered, report)).toEqual([`${part.id} differs`]);
    }
  });

  test("a part that is gone, doubled or invented is named", () => {
    const [first, second] = document.parts;
    if (first === undefined || second === undefined) throw new Error("no parts");
    const start = text.indexOf(`<!-- postmortem:begin ${second.id} `);
    const ending = `<!-- postmortem:end ${second.id} -->`;
    const end = text.indexOf(ending) + ending.length;
    const part = text.slice(start, end);
    expect(wrong(text.replace(part, ""), report)).toEqual([`${second.id} removed`]);
    expect(wrong(text.replace(part, `${part}\n\n${part}`), report)).toEqual([`${second.id} repeated`]);
    const invented = part.replaceAll(second.id, "praise");
    expect(wrong(text.replace(part, `${part}\n${invented}`), report)).toEqual(["praise unknown"]);
    const open = readDocument(text.replace(ending, ""));
    expect(open.stray.map(({ text: told }) => told)).toEqual([`begins ${second.id}, which does not end`]);
  });

  test("as it stands on a ticket, with the marks of attach, it is the same document", () => {
    const posted = `<!-- postmortem:ticket 0123456789ab part 1 -->\n\nPart 1 of 2 of this report.\n\n${text}`;
    expect(wrong(posted, report)).toEqual([]);
    expect([readDocument(posted).stray, humanPassages(readDocument(posted))]).toEqual([[], []]);
  });

  test("line endings of web forms and blank lines change nothing", () => {
    expect(wrong(text.replaceAll("\n", "\r\n"), report)).toEqual([]);
    expect(wrong(text.replaceAll("\n\n", "\n\n\n"), report).filter((each) => !each.includes("edited"))).toEqual([]);
  });

  test("what another version wrote otherwise is told apart from what was edited", () => {
    const others = { ...report, tool: { ...report.tool, version: "9.9.9" } };
    expect(wrong(text, others)).toEqual(["method other-version"]);
    expect(wrong(text.replace("270 failed", "271 failed"), others)).toEqual(["summary edited", "method other-version"]);
  });

  test("people's text is listed apart, and its citations are seen", () => {
    expect(humanPassages(document)).toEqual([]);
    const written = text.replace(
      "## Verdict",
      "We paged at 19:13.\nSee [aurora-1:postgresql.log.2026-11-21-1911:640] and [nowhere.log:7] and [rds-events.json#/Events/3].\n\n## Verdict",
    );
    const passages = humanPassages(readDocument(written));
    expect(passages.map(({ lines }) => lines[0])).toEqual(["We paged at 19:13."]);
    expect(passages[0]?.line).toBe(written.split("\n").indexOf("We paged at 19:13.") + 1);
    expect(humanCitations(passages).map(({ name, lines, pointer }) => [name, lines, pointer])).toEqual([
      ["aurora-1:postgresql.log.2026-11-21-1911", [640], null],
      ["nowhere.log", [7], null],
      ["rds-events.json", [], "/Events/3"],
    ]);
    expect(wrong(written, report)).toEqual([]);
  });

  test("every citation that is shown is among those to be resolved", () => {
    const { sections, context } = compareParts(document, recipeOf(text), report, []);
    const ids = citedIn(sections.values());
    expect(ids.length).toBeGreaterThan(40);
    const labels = new Set(ids.map((id) => context.cite.label(id)));
    for (const [, name, lines] of text.matchAll(/`\[([^\]`]+?):([\d,]+)\]`/g))
      for (const line of (lines ?? "").split(",")) expect(labels).toContain(`${name}:${line}`);
  });
});

test("evidence with another hash is found in every part that names it", () => {
  const text = markdown(sample);
  const inputs = sample.inputs.map((input) => ({ ...input, sha256: input.sha256 && "f".repeat(64) }));
  expect(wrong(text, { ...sample, inputs })).toEqual(["inventory differs"]);
});

test("names of cited files are unique, and lead back to their files", () => {
  const text = markdown(sample);
  const { context } = compareParts(readDocument(text), recipeOf(text), sample, []);
  for (const { id, source } of sample.evidence) {
    const label = context.cite.label(id);
    const name = /^(.*?)(?::\d+|#.*)?$/s.exec(label ?? "")?.[1] ?? "";
    if (source.file !== "") expect(context.cite.fileOf(name), label ?? id).toBe(source.file);
  }
});
