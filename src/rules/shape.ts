import type * as zod from "zod";
import { levels } from "../model/index.ts";
import { DURATION } from "./duration.ts";

export type Zod = typeof zod;

const MAX_STEPS = 20;
export const MAX_COUNT = 10_000;

/** What a rule file may hold: documents of two kinds. The published schema is made from this. */
export function ruleShape(z: Zod) {
  return z.union([signatureShape(z), sequenceShape(z)]);
}

/** A word for lines. */
export function signatureShape(z: Zod) {
  const { id, text, references, condition } = leaves(z);
  const { role: _, ...match } = condition;
  const line = z.union([
    text,
    z.strictObject({
      text: text.describe("the message, as the log has it after the label"),
      source: condition.source,
      level: z.enum(levels).optional(),
      sqlstate: z.string().optional(),
      signature: id.optional().describe("a built-in signature, when the text alone does not tell it"),
      why: text.optional(),
    }),
  ]);
  return z.strictObject({
    id: id.describe("what sequences call it; no built-in signature's id"),
    title: text,
    description: text.optional(),
    references: references.optional(),
    match: z.strictObject(match).describe("all fields must hold"),
    examples: z.strictObject({
      matches: z.array(line).min(1).max(100),
      ignores: z.array(line).min(1).max(100).describe("near misses"),
    }),
  });
}

/** Steps in a window of time. */
export function sequenceShape(z: Zod) {
  const { id, text, references, condition, duration, count } = leaves(z);
  const step = z.strictObject({
    id,
    ...condition,
    count: z
      .union([count, z.strictObject({ min: count.optional(), max: count.optional() })])
      .optional()
      .describe("how often; max looks at the `within` that ends with the run"),
  });
  const absent = z.strictObject({
    id,
    ...condition,
    during: z.boolean().optional().describe("not between the first and the last event; true unless said otherwise"),
    before: duration.optional().describe("nor this long before the first event"),
    after: duration.optional().describe("nor this long after the last event"),
    anywhere: z.boolean().optional().describe("not only in the run's own instance or client"),
  });
  const event = z.strictObject({
    at: z
      .string()
      .regex(/^\+?\d{1,9}(?:\.\d{1,6})?(?:ms|s|m|h|d)$/)
      .optional()
      .describe("time since the example began; without it the event is undated"),
    instance: z.string().min(1).optional(),
    client: z.string().min(1).optional(),
    source: condition.source,
    role: z.enum(["writer", "reader", "unknown"]).optional(),
    signature: id.optional(),
    level: z.enum(levels).optional(),
    sqlstate: z.string().optional(),
    text: text.optional(),
  });
  const timeline = z.strictObject({ why: text, events: z.array(event).min(1).max(500) });
  return z.strictObject({
    id,
    title: text,
    description: text.optional(),
    references: references.optional(),
    steps: z.array(step).min(1).max(MAX_STEPS),
    order: z.enum(["ordered", "any"]).optional().describe("ordered unless said otherwise"),
    within: duration.optional().describe("from the first event to the last, inclusive"),
    same: z.enum(["instance", "client", "none"]).optional().describe("whose events one run is made of; instance"),
    distinct: z.enum(["instance", "client"]).optional().describe("several of them must each run all steps"),
    groups: z.int().min(2).max(1000).optional().describe("how many distinct ones; 2"),
    absent: z.array(absent).min(1).max(MAX_STEPS).optional(),
    examples: z.strictObject({
      matches: z.array(timeline).min(1).max(100),
      ignores: z.array(timeline).min(1).max(100).describe("near misses"),
    }),
  });
}

function leaves(z: Zod) {
  const text = z.string().min(1).max(4000);
  const id = z
    .string()
    .max(80)
    .regex(/^[a-z0-9]+(?:[-:][a-z0-9]+)*$/);
  const literal = z.string().min(1).max(500);
  const many = <T extends zod.ZodType>(one: T) => z.union([one, z.array(one).min(1).max(50)]);
  const condition = {
    source: z.enum(["server", "client", "event"]).optional(),
    signature: many(id).optional().describe("built-in signatures or signatures of these files: any of them"),
    contains: z
      .union([
        many(literal),
        z.strictObject({ any: z.array(literal).min(1).max(50) }),
        z.strictObject({ all: z.array(literal).min(1).max(50) }),
      ])
      .optional()
      .describe("text that occurs in the record; of a list any, unless it says all"),
    ignoreCase: z.boolean().optional().describe("for contains"),
    regex: z.string().min(1).max(500).optional().describe("searched in linear time: no look-around, no references"),
    sqlstate: many(z.string().regex(/^[0-9A-Z]{5}$/)).optional(),
    level: many(z.enum(levels)).optional(),
    role: many(z.enum(["writer", "reader", "unknown"]))
      .optional()
      .describe("the instance's role at that time"),
  };
  return {
    id,
    text,
    condition,
    references: z.array(text).max(50),
    duration: z.string().regex(DURATION),
    count: z.int().min(1).max(MAX_COUNT),
  };
}

export type SignatureDocument = zod.infer<ReturnType<typeof signatureShape>>;
export type SequenceDocument = zod.infer<ReturnType<typeof sequenceShape>>;
export type ConditionFields = Partial<Omit<SequenceDocument["steps"][number], "id" | "count">>;
