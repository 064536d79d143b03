import { confidenceLevels, headlineClasses, stalenessSubtypes, triggers } from "../model/index.ts";
import { leaves, type Zod } from "./schema-leaves.ts";

/** An incident: what happened, the hypotheses, the phases, what it did. */
export function incidentShape(z: Zod) {
  const { text, name, instant, sha256, count, ids } = leaves(z);
  const level = z.enum(confidenceLevels);
  const headline = z.enum(headlineClasses);
  const span = z.strictObject({ start: instant, end: instant });
  const claim = z.strictObject({ text, evidence: ids });
  const hypothesis = z.strictObject({
    class: headline,
    level,
    for: z.array(claim),
    against: z.array(claim),
    missing: z.array(
      z.strictObject({
        what: text,
        decides: text,
        instance: name.nullable(),
        files: text.nullable(),
        availableUntil: instant.nullable(),
        separates: z.array(headline),
      }),
    ),
    caps: z.array(text),
  });
  const effect = z.strictObject({
    class: z.enum([...headlineClasses, "transport-burst", "none-seen", "no-application-logs"]),
    subtype: z.enum(stalenessSubtypes).nullable(),
    level,
    clients: z.array(name),
    evidence: ids,
  });
  return z.strictObject({
    id: name,
    window: span,
    trigger: z.strictObject({ kind: z.enum(triggers), who: text.nullable(), evidence: ids }),
    mechanism: z.strictObject({ class: headline, level }),
    clientEffects: z.array(effect),
    hypotheses: z.array(hypothesis),
    phases: z.array(
      z.strictObject({
        name,
        client: name.nullable(),
        start: instant,
        end: instant,
        uncertaintyMs: z.number().min(0),
        source: text,
        evidence: ids,
      }),
    ),
    inDoubt: z.array(
      z.strictObject({ client: name, time: instant.nullable(), statement: text, why: text, evidence: ids }),
    ),
    impact: z.strictObject({
      failedWrites: count,
      clients: count,
      databaseDownMs: z.number().min(0),
      slowestClientRecoveredMs: z.number().min(0),
    }),
    fingerprint: z.strictObject({ steps: z.array(text), sha256 }),
    moments: z.array(z.strictObject({ time: instant.nullable(), instance: name.nullable(), text, evidence: ids })),
  });
}
