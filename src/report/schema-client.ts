import { attributionSources, clockKeys, stalenessSubtypes } from "../model/index.ts";
import { leaves, type Zod } from "./schema-leaves.ts";

/** A client stream: its errors, its clock, where its sessions were, how it recovered. */
export function clientShape(z: Zod) {
  const { text, name, count, ids } = leaves(z);
  const answer = z.strictObject({ answer: z.enum(["yes", "no", "undecidable"]), text, evidence: ids });
  return z.strictObject({
    id: name,
    files: z.array(name),
    offsetSeconds: z.number().nullable(),
    offsetUncertaintySeconds: z.number().min(0).nullable(),
    errors: z.record(text, count),
    staleSeconds: z.number().min(0),
    healedBy: z.enum(["restart", "itself", "max-lifetime", "unknown", "not-needed"]),
    stillRefusedAtEnd: z.boolean(),
    evidence: ids,
    clock: clockShape(z),
    attribution: z.array(z.strictObject({ instance: name, by: z.enum(attributionSources), count, evidence: ids })),
    pooler: z
      .strictObject({
        product: z.enum(["pgbouncer", "pgpool", "rds-proxy", "haproxy", "pgcat", "pgdog", "unknown"]),
        why: text,
        evidence: ids,
      })
      .nullable(),
    staleness: stalenessShape(z).nullable(),
    explanations: z
      .strictObject({ oldConnectionKept: answer, endpointWrong: answer, writerRefused: answer })
      .nullable(),
  });
}

function clockShape(z: Zod) {
  const { text, count, ids } = leaves(z);
  return z.strictObject({
    state: z.enum(["agrees", "shifted", "zone", "not-estimable"]),
    by: z.enum(clockKeys).nullable(),
    lowSeconds: z.number().nullable(),
    highSeconds: z.number().nullable(),
    pairs: count,
    outliers: count,
    reason: text,
    evidence: ids,
  });
}

function stalenessShape(z: Zod) {
  const { text, count, ids } = leaves(z);
  return z.strictObject({
    incident: count,
    seconds: z.number().min(0),
    errors: count,
    sessions: count,
    births: count,
    subtype: z.enum(stalenessSubtypes),
    subtypeReason: text,
    neededRestart: z.boolean(),
    endpointTtlSeconds: z.number().min(0),
    endpointTtlSource: z.enum(["collected", "operator", "default"]),
    evidence: ids,
  });
}
