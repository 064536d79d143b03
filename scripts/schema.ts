// Writes the published JSON Schemas. `npm run schema`; a test compares the committed files.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { eventLineSchema, reportSchema } from "../src/report/index.ts";
import { ruleSchema } from "../src/rules/index.ts";

const folder = fileURLToPath(new URL("../schema", import.meta.url));
for (const [name, schema] of [
  ["report-1", await reportSchema()],
  ["event-line-1", await eventLineSchema()],
  ["rule-1", await ruleSchema()],
] as const) {
  writeFileSync(`${folder}/${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`);
}
