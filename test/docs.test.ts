// Documents that a program can check are checked: a link that leads nowhere, a class nobody explains.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { playbookDocument } from "../scripts/playbook.ts";
import { documents as shownDocuments } from "../scripts/readme.ts";
import { rebind } from "../src/tui/index.ts";
import { confidenceLevels, headlineClasses, stalenessSubtypes, triggers } from "../src/model/index.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const documents = [
  "README.md",
  "CHANGELOG.md",
  "fixtures/README.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
const read = (name: string): string => readFileSync(join(root, name), "utf8");

describe.each(documents)("%s", (name) => {
  test("links only to what is there", () => {
    const links = [...read(name).matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map((match) => match[1] ?? "");
    expect(links.filter((link) => !existsSync(join(root, dirname(name), link)))).toEqual([]);
  });

  test("keeps no placeholder and no path of the workshop", () => {
    expect(/\b(?:[A-Z]+_SAMPLE|[A-Z]+_OUTPUT|TODO|FIXME)\b|\.\.\/shared/.exec(read(name))).toBeNull();
  });
});

test("docs/classes.md and docs/levels.md explain every class, level, trigger and sub-type", () => {
  const text = read("docs/classes.md") + read("docs/levels.md");
  const words = [...headlineClasses, ...confidenceLevels, ...stalenessSubtypes, ...triggers];
  expect(words.filter((word) => !text.includes(`\`${word}\``))).toEqual([]);
});

test("the keys that docs/view.md binds can be bound", () => {
  const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(read("docs/view.md")) ?? [];
  const { keys } = parse(yaml) as { keys: unknown };
  const { keys: bound, troubles } = rebind(keys);
  expect(troubles).toEqual([]);
  expect(bound.commands.get("ctrl+q")).toBe("quit");
});

test("docs/exit-codes.md lists the codes the program has", () => {
  const listed = [...read("docs/exit-codes.md").matchAll(/^\| (\d+) \|/gm)].map((match) => Number(match[1]));
  expect(listed).toEqual([0, 1, 2, 3, 70, 130]);
});

test("docs/playbook.md is the playbook the program has (`node scripts/playbook.ts` writes it)", () => {
  expect(read("docs/playbook.md")).toBe(playbookDocument());
});

test("the output that documents show is what the program prints (`node scripts/readme.ts` pastes it)", async () => {
  const shown = await shownDocuments();
  expect(shown.size).toBeGreaterThan(1);
  for (const [name, text] of shown) expect(read(name)).toBe(text);
});
