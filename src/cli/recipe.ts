import * as z from "zod";
import { type Recipe, recipeIn } from "../report/index.ts";

const text = z.string().max(4000);
const shape = z.object({
  tool: text,
  rules: text,
  schema: text,
  evidence: text,
  flavor: z.enum(["github", "gitlab", "plain"]),
  detail: z.enum(["full", "brief"]),
  zone: text.nullable(),
  clocks: z.enum(["corrected", "as-written"]),
  since: z.iso.datetime({ precision: 3 }).nullable(),
  until: z.iso.datetime({ precision: 3 }).nullable(),
  inputTz: z.array(text),
  reveal: z.array(text),
  ownRules: text.nullable(),
  compared: text.nullable(),
  sections: z.array(text),
});

/** With what a document says it was made; null when it does not, or not as this tool does. */
export function recipeOf(document: string): Recipe | null {
  return shape.safeParse(recipeIn(document)).data ?? null;
}
