import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mostImportant } from "../../../src/attach/fit/most-important.ts";
import { plainText } from "../../../src/attach/fit/plain-text.ts";
import { sectionParts } from "../../../src/attach/fit/section-parts.ts";
import { adfNodes } from "../../../src/attach/jira/adf.ts";
import { sectionBlocks } from "../../../src/attach/slack/blocks.ts";
import { type Block, documentContext, type Section, sectionsMarkdown, words } from "../../../src/report/index.ts";
import { sectionIds } from "../../../src/report/document/document.ts";
import { adfDocument } from "../adf-schema.ts";
import { sample } from "../../report/sample.ts";

const context = documentContext(sample, { displayTz: null, marks: [], brief: false });
const { cite } = context;
const markdown = (some: readonly Section[]): string => sectionsMarkdown(context, some, "github");

const text = fc.oneof(
  fc.string({ maxLength: 200, unit: "binary" }),
  fc.constantFrom("```", "~~~~", "a | b", "</details>", "/close", "@team <!channel>", "", "\n\n", "x".repeat(3000)),
);
const rows = (most: number): fc.Arbitrary<string[][]> =>
  fc.array(fc.array(text, { minLength: 3, maxLength: 3 }), { maxLength: most });
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant("paragraph" as const), text }),
  fc.record({ kind: fc.constant("heading" as const), text }),
  fc.record({ kind: fc.constant("list" as const), items: fc.array(text, { minLength: 1, maxLength: 60 }) }),
  rows(120).map((each): Block => ({ kind: "table", head: ["A", "B", "C"], rows: each })),
  fc.record({
    kind: fc.constant("quote" as const),
    text: fc.array(text, { minLength: 1, maxLength: 60 }).map((lines) => lines.join("\n")),
    gutter: fc.constantFrom("", "1834"),
  }),
);
const sectionList: fc.Arbitrary<readonly Section[]> = fc
  .uniqueArray(fc.constantFrom(...sectionIds), { minLength: 1, maxLength: 8 })
  .chain((ids) =>
    fc.tuple(
      ...ids.map((id) =>
        fc
          .array(block, { minLength: 1, maxLength: 6 })
          .map((blocks): Section => ({ id, title: `Title of ${id}`, blocks })),
      ),
    ),
  );

/** Every fence that opens closes, each at the start of a line, and so does every fold. */
function isWhole(document: string): boolean {
  let fence: string | null = null;
  for (const line of document.split("\n")) {
    const run = /^(`{3,})[^`]*$/.exec(line);
    if (fence === null && run !== null) fence = run[1] ?? "";
    else if (fence !== null && line === fence) fence = null;
  }
  const count = (pattern: RegExp): number => document.match(pattern)?.length ?? 0;
  const rowsOf = document.split("\n").filter((line) => line.startsWith("| "));
  return (
    fence === null &&
    count(/^<details>$/gm) === count(/^<\/details>$/gm) &&
    rowsOf.every((row) => row.endsWith(" |")) &&
    count(/^\| A \| B \| C \|\n(?!\| --- )/gm) === 0
  );
}

/** Rows, items and lines of quotes, by what they hold. */
function said(some: readonly Section[]): readonly string[] {
  return some.flatMap(({ blocks }) =>
    blocks.flatMap((each) => {
      if (each.kind === "table") return each.rows.map((row) => JSON.stringify(row));
      if (each.kind === "list") return each.items.map((item) => JSON.stringify(item));
      return each.kind === "quote" ? each.text.split("\n").map((line) => JSON.stringify(line)) : [];
    }),
  );
}

describe("sections in parts", () => {
  const LIMIT = 5000;

  test("each has room, none is cut inside, nothing small is lost, and the order stays", () => {
    fc.assert(
      fc.property(sectionList, (sections) => {
        const parts = [...sectionParts(sections, (some) => markdown(some).length <= LIMIT)];
        for (const part of parts) {
          const document = markdown(part);
          expect(document.length).toBeLessThanOrEqual(LIMIT);
          expect(isWhole(document)).toBe(true);
        }
        const ids = parts.flat().map(({ id }) => id);
        expect([...new Set(ids)]).toEqual(sections.map(({ id }) => id));
        // What is in no part is in a row, an item or a line too long for any.
        const there = new Map<string, number>();
        for (const each of said(parts.flat())) there.set(each, (there.get(each) ?? 0) + 1);
        const lost = said(sections).filter((each) => {
          const left = there.get(each) ?? 0;
          there.set(each, left - 1);
          return left <= 0;
        });
        expect(lost.filter((each) => each.length < 400)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test("that have room together are one part", () => {
    const sections = sectionIds.map((id): Section => ({
      id,
      title: id,
      blocks: [{ kind: "paragraph", text: words(id) }],
    }));
    expect([...sectionParts(sections, () => true)]).toEqual([sections]);
  });
});

function of(id: Section["id"]): Section {
  return { id, title: id, blocks: [{ kind: "paragraph", text: words("x") }] };
}

describe("the most important sections", () => {
  test("have room in every medium, and what has not is named", () => {
    fc.assert(
      fc.property(sectionList, fc.integer({ min: 300, max: 8000 }), (sections, limit) => {
        const media: readonly ((some: readonly Section[]) => string)[] = [
          markdown,
          (some) => plainText(some, cite),
          (some) => JSON.stringify(adfNodes(some, cite)),
          (some) => JSON.stringify(sectionBlocks(some, cite)),
        ];
        for (const render of media) {
          const { kept, left } = mostImportant(sections, (chosen) => render(chosen.kept).length <= limit);
          expect(render(kept).length).toBeLessThanOrEqual(Math.max(limit, render([]).length));
          const whole = kept.filter((section) => sections.includes(section));
          expect(new Set([...whole, ...left])).toEqual(new Set(sections));
        }
      }),
      { numRuns: 40 },
    );
  });

  test("are kept before what is looked up", () => {
    const sections = [of("summary"), of("evidence"), of("timeline"), of("clients")];
    const { kept, left } = mostImportant(sections, (chosen) => chosen.kept.length <= 2);
    expect(kept.map(({ id }) => id)).toEqual(["summary", "timeline"]);
    expect(left.map(({ id }) => id)).toEqual(["evidence", "clients"]);
  });
});

test("any section is a document that Jira takes", () => {
  fc.assert(
    fc.property(sectionList, (sections) => {
      const document = { version: 1, type: "doc", content: adfNodes(sections, cite) };
      expect(adfDocument.safeParse(document).error?.issues ?? []).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
