// The published schema, and the reader's own check: an editor that believes the one is never contradicted by the other.
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parseAllDocuments } from "yaml";
import { describe, expect, test } from "vitest";
import { ruleSchema } from "../../src/rules/index.ts";
import { read, shipped } from "./events.ts";

const committed: unknown = JSON.parse(
  readFileSync(new URL("../../schema/rule-1.schema.json", import.meta.url), "utf8"),
);

type Document = Record<string, unknown>;

function documents(): readonly Document[] {
  return [...parseAllDocuments(shipped)].map((document) => document.toJS() as Document);
}

test("the committed schema is what the code says (npm run schema)", async () => {
  expect(committed).toEqual(await ruleSchema());
});

describe("rule-1", async () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(await ruleSchema());

  test("takes the shipped rules", () => {
    const all = documents();
    expect(all).toHaveLength(2);
    for (const document of all) expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
  });

  test.each<[string, 0 | 1, (document: Document) => void]>([
    ["a stray key", 1, (rule) => (rule["author"] = "me")],
    ["no title", 1, (rule) => delete rule["title"]],
    ["no steps and no match", 1, (rule) => delete rule["steps"]],
    ["no examples", 0, (rule) => delete rule["examples"]],
    ["no near misses", 0, (rule) => Object.assign(rule["examples"] as object, { ignores: [] })],
    ["an id with blanks", 0, (rule) => (rule["id"] = "My rule")],
    ["a duration without unit", 1, (rule) => (rule["within"] = "60")],
    ["a duration that is a number", 1, (rule) => (rule["within"] = 60)],
    ["an unknown order", 1, (rule) => (rule["order"] = "reverse")],
    ["a single group", 1, (rule) => (rule["groups"] = 1)],
    ["an unknown level", 0, (rule) => Object.assign(rule["match"] as object, { level: "LOG" })],
    ["a role in a signature", 0, (rule) => Object.assign(rule["match"] as object, { role: "writer" })],
    ["a count of none", 1, (rule) => Object.assign((rule["steps"] as object[])[0] ?? {}, { count: 0 })],
    ["a step without id", 1, (rule) => (rule["steps"] = [{ signature: "ready" }])],
    ["no step", 1, (rule) => (rule["steps"] = [])],
    [
      "too many steps",
      1,
      (rule) => (rule["steps"] = Array.from({ length: 21 }, (_, i) => ({ id: `s${i}`, signature: "ready" }))),
    ],
  ])("refuses %s, and so does the reader", async (_, which, spoil) => {
    const document = documents()[which] ?? {};
    spoil(document);
    expect(validate(document)).toBe(false);
    expect((await read(JSON.stringify(document, null, 1))).troubles.length).toBeGreaterThan(0);
  });
});
