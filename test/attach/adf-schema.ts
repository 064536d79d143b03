// What Jira Cloud takes of the Atlassian Document Format, for the nodes that we make; everything else is refused.
// https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
import { z } from "zod";

const mark = z.strictObject({ type: z.enum(["strong", "code"]) });
const text = z
  .strictObject({ type: z.literal("text"), text: z.string().min(1), marks: z.array(mark).min(1).max(1).optional() })
  .refine((node) => !/[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/.test(node.text), "a character that acts");
const bare = z.strictObject({ type: z.literal("text"), text: z.string().min(1) });
const paragraph = z.strictObject({ type: z.literal("paragraph"), content: z.array(text) });
const heading = z.strictObject({
  type: z.literal("heading"),
  attrs: z.strictObject({ level: z.int().min(1).max(6) }),
  content: z.array(bare),
});
const codeBlock = z.strictObject({ type: z.literal("codeBlock"), content: z.array(bare).length(1) });
const listItem = z.strictObject({ type: z.literal("listItem"), content: z.array(paragraph).min(1) });
const bulletList = z.strictObject({ type: z.literal("bulletList"), content: z.array(listItem).min(1) });
const cell = z.strictObject({ type: z.enum(["tableCell", "tableHeader"]), content: z.array(paragraph).min(1) });
const row = z.strictObject({ type: z.literal("tableRow"), content: z.array(cell).min(1) });
const table = z.strictObject({ type: z.literal("table"), content: z.array(row).min(2) });
const panel = z.strictObject({
  type: z.literal("panel"),
  attrs: z.strictObject({ panelType: z.enum(["info", "note", "warning", "success", "error"]) }),
  content: z.array(paragraph).min(1),
});
const block = z.discriminatedUnion("type", [paragraph, heading, codeBlock, bulletList, table, panel]);

/** A document as Jira takes it. */
export const adfDocument = z.strictObject({
  version: z.literal(1),
  type: z.literal("doc"),
  content: z.array(block).min(1),
});
