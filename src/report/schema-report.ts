import {
  confidenceLevels,
  headlineClasses,
  instanceStates,
  precisions,
  roleSources,
  stalenessSubtypes,
  triggers,
} from "../model/index.ts";
import { leaves, type Zod } from "./schema-leaves.ts";
import { problemShape } from "./schema-problems.ts";

/** A report, as `model/report.ts` has it (a test holds the two together). */
export function reportShape(z: Zod) {
  const { text, name, instant, sha256, count, ids, format } = leaves(z);
  const level = z.enum(confidenceLevels);
  const headline = z.enum(headlineClasses);
  const span = z.strictObject({ start: instant, end: instant });
  const claim = z.strictObject({ text, evidence: ids });
  const hypothesis = z.strictObject({
    class: headline,
    level,
    for: z.array(claim),
    against: z.array(claim),
    missing: z.array(z.strictObject({ what: text, decides: text, availableUntil: instant.nullable() })),
    caps: z.array(text),
  });
  const effect = z.strictObject({
    class: z.enum([...headlineClasses, "transport-burst", "none-seen", "no-application-logs"]),
    subtype: z.enum(stalenessSubtypes).nullable(),
    level,
    clients: z.array(name),
    evidence: ids,
  });
  const incident = z.strictObject({
    id: name,
    window: span,
    trigger: z.strictObject({ kind: z.enum(triggers), evidence: ids }),
    mechanism: z.strictObject({ class: headline, level }),
    clientEffects: z.array(effect),
    hypotheses: z.array(hypothesis),
    phases: z.array(
      z.strictObject({ name, start: instant, end: instant, uncertaintyMs: z.number().min(0), evidence: ids }),
    ),
    inDoubt: z.array(z.strictObject({ client: name, time: instant.nullable(), statement: text, evidence: ids })),
    impact: z.strictObject({
      failedWrites: count,
      clients: count,
      databaseDownMs: z.number().min(0),
      slowestClientRecoveredMs: z.number().min(0),
    }),
    moments: z.array(z.strictObject({ time: instant.nullable(), instance: name.nullable(), text, evidence: ids })),
  });
  const state = z.strictObject({
    state: z.enum(instanceStates),
    role: z.enum(["writer", "reader", "unknown"]),
    roleSource: z.enum(roleSources),
    start: instant,
    end: instant,
    evidence: ids,
  });
  const client = z.strictObject({
    id: name,
    files: z.array(name),
    offsetSeconds: z.number().nullable(),
    offsetUncertaintySeconds: z.number().min(0).nullable(),
    errors: z.record(text, count),
    staleSeconds: z.number().min(0),
    healedBy: z.enum(["restart", "itself", "max-lifetime", "unknown", "not-needed"]),
    stillRefusedAtEnd: z.boolean(),
    evidence: ids,
  });
  const evidence = z.strictObject({
    id: name,
    kind: z.enum(["line", "event", "metric", "api", "operator", "absence"]),
    count,
    source: z.strictObject({
      file: name,
      line: z.int().min(1).nullable(),
      byteOffset: count.nullable(),
      byteLength: count.nullable(),
      sha256: sha256.nullable(),
      pointer: text.nullable(),
    }),
    time: instant.nullable(),
    precision: z.enum(precisions).nullable(),
    instance: name.nullable(),
    signature: name.nullable(),
    text,
  });
  return z.strictObject({
    $schema: text,
    schemaVersion: z.literal("1-draft"),
    tool: z.strictObject({ version: text, rulesSha256: text }),
    options: z.record(text, z.union([z.number(), text])),
    inputs: z.array(
      z.strictObject({
        file: name,
        kind: z.enum([
          "postgresql",
          "rds-events",
          "application",
          "cluster",
          "cloudtrail",
          "metrics",
          "case",
          "manifest",
          "unknown",
        ]),
        format,
        timeBasis: z.enum(["stated", "assumed", "estimated", "none"]),
        sha256: sha256.nullable(),
        sha256State: z.enum(["verified", "manifest", "none"]),
      }),
    ),
    window: z.strictObject({ start: instant.nullable(), end: instant.nullable() }),
    verdict: z.strictObject({
      class: headline,
      level,
      cause: text.nullable(),
      headline: text,
      incident: count.nullable(),
    }),
    incidents: z.array(incident),
    instances: z.array(z.strictObject({ id: name, states: z.array(state) })),
    clients: z.array(client),
    evidence: z.array(evidence),
    coverage: z.array(
      z.strictObject({
        subject: name,
        from: instant.nullable(),
        to: instant.nullable(),
        state: z.enum(["full", "partial", "none", "pending"]),
        why: text,
      }),
    ),
    problems: z.array(problemShape(z)),
    accounting: z.strictObject({
      files: count,
      bytes: count,
      lines: count,
      records: count,
      continuations: count,
      quarantined: count,
      outsideWindow: z.strictObject({ files: count, bytes: count }),
    }),
  });
}
