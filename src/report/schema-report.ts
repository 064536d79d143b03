import {
  confidenceLevels,
  headlineClasses,
  instanceStates,
  ledgerSources,
  levels,
  precisions,
  redactedClasses,
  roleSources,
} from "../model/index.ts";
import { clientShape } from "./schema-client.ts";
import { incidentShape } from "./schema-incident.ts";
import { leaves, type Zod } from "./schema-leaves.ts";
import { problemShape } from "./schema-problems.ts";

/** A report, as `model/report.ts` has it (a test holds the two together). */
export function reportShape(z: Zod) {
  const { text, name, instant, sha256, count, ids, format } = leaves(z);
  const level = z.enum(confidenceLevels);
  const headline = z.enum(headlineClasses);
  const state = z.strictObject({
    state: z.enum(instanceStates),
    role: z.enum(["writer", "reader", "unknown"]),
    roleSource: z.enum(roleSources),
    start: instant,
    end: instant,
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
    schemaVersion: z.literal("1"),
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
          "endpoints",
          "os-metrics",
          "kubernetes",
          "manifest",
          "kept",
          "unknown",
        ]),
        format,
        timeBasis: z.enum(["stated", "assumed", "estimated", "none"]),
        sha256: sha256.nullable(),
        sha256State: z.enum(["verified", "manifest", "none"]),
        notRead: text.exactOptional(),
      }),
    ),
    window: z.strictObject({ start: instant.nullable(), end: instant.nullable() }),
    cluster: z
      .strictObject({
        id: name.nullable(),
        engine: text.nullable(),
        engineVersion: text.nullable(),
        by: z.enum(["api", "log"]),
        evidence: ids,
      })
      .nullable(),
    verdict: z.strictObject({
      class: headline,
      level,
      cause: text.nullable(),
      headline: text,
      incident: count.nullable(),
    }),
    incidents: z.array(incidentShape(z)),
    instances: z.array(
      z.strictObject({ id: name, states: z.array(state), seen: z.array(z.strictObject({ text, evidence: ids })) }),
    ),
    clients: z.array(clientShape(z)),
    evidence: z.array(evidence),
    coverage: z.array(
      z.strictObject({
        subject: name,
        source: z.enum(ledgerSources),
        from: instant.nullable(),
        to: instant.nullable(),
        state: z.enum(["full", "partial", "none", "pending"]),
        why: text,
        fetch: text.nullable(),
        availableUntil: instant.nullable(),
        runAgainAfter: instant.nullable(),
      }),
    ),
    novel: z.array(
      z.strictObject({
        template: text,
        instance: name,
        level: z.enum(levels),
        inside: count,
        before: count,
        comparedSeconds: z.number().min(0),
        evidence: ids,
      }),
    ),
    ruleFindings: z.array(
      z.strictObject({
        rule: name,
        title: text,
        start: instant.nullable(),
        end: instant.nullable(),
        instances: z.array(name),
        evidence: ids,
      }),
    ),
    recurrence: recurrenceShape(z).nullable(),
    problems: z.array(problemShape(z)),
    redactions: z.array(z.strictObject({ class: z.enum(redactedClasses), count, distinct: count })),
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

function recurrenceShape(z: Zod) {
  const { text, name, instant, count } = leaves(z);
  return z.strictObject({
    text,
    cases: z.array(
      z.strictObject({
        case: name,
        start: instant.nullable(),
        class: z.enum(headlineClasses),
        level: z.enum(confidenceLevels),
        match: z.enum(["same", "similar", "different"]),
        shared: z.strictObject({ steps: count, of: count }),
      }),
    ),
  });
}
