// docs/rules.md is held to what the program does.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { ruleSchema, testRules } from "../../src/rules/index.ts";
import { rulesOf } from "./events.ts";

const text = readFileSync(new URL("../../docs/rules.md", import.meta.url), "utf8");
/** The YAML on the page: how to name the schema, a signature, a sequence, the beginning of its examples. */
const blocks = [...text.matchAll(/```yaml\n([^]*?)```/g)].map((each) => each[1] ?? "");
const [, signature = "", sequence = "", examples = ""] = blocks;

test("what it shows are rules that hold", async () => {
  expect(blocks).toHaveLength(4);
  const shown = (parse(examples) as { examples: { matches: [{ events: unknown[] }] } }).examples;
  const whole = JSON.stringify({
    matches: [{ why: "both", events: ["aurora-1", "aurora-2"].flatMap((instance) => crash(instance)) }],
    // The page shows the beginning of an example: one instance, not all of its steps.
    ignores: [{ why: "as on the page", events: shown.matches[0].events }],
  });
  const rules = await rulesOf(`${signature}---\n${sequence}examples: ${whole}\n`);
  expect(testRules(rules).map(({ rule, failed }) => [rule.id, failed.length])).toEqual([
    ["pool-wait", 0],
    ["writer-race", 0],
  ]);
});

function crash(instance: string): readonly object[] {
  return ["ready", "child-terminated", "storage-runtime-crash", "shut-down"].map((each) => ({
    at: "0s",
    instance,
    signature: each,
  }));
}

/** Every key of a JSON Schema, at any depth. */
function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === "properties"
      ? [...Object.keys(value as object), ...Object.values(value as object).flatMap(keysOf)]
      : keysOf(value),
  );
}

test("it names every key of the schema", async () => {
  const keys = new Set(keysOf(await ruleSchema()));
  expect(keys.size).toBeGreaterThan(30);
  const plain = ["id", "title", "description", "references", "events"];
  expect([...keys].filter((key) => !plain.includes(key) && !new RegExp(`[\`{ ,]${key}[\`:, ]`).test(text))).toEqual([]);
});
