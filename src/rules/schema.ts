import type * as zod from "zod";
import { ruleShape } from "./shape.ts";

/** The JSON Schema (2020-12) of one document of a rule file: `schema/rule-1.schema.json`. */
export async function ruleSchema(): Promise<object> {
  const z: typeof zod = await import("zod");
  return {
    $id: "urn:postmortem:rule-1",
    title: "A rule of postmortem",
    description:
      "One YAML document of a rule file: a signature (`match`) or a sequence (`steps`). docs/rules.md states the meaning of every field.",
    ...z.toJSONSchema(ruleShape(z)),
  };
}
