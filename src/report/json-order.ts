import type { Problem, Report } from "../model/index.ts";

// The order of keys in JSON, so that two runs and two readers see the same document. A missing or misspelt key does
// not compile. `null` marks a leaf, or a record whose keys are data and are sorted.
export type Shape = { readonly [key: string]: Shape } | null;
type ShapeOf<T> = T extends readonly (infer Element)[]
  ? ShapeOf<Element>
  : T extends object
    ? string extends keyof T
      ? null
      : { readonly [Key in keyof T]-?: ShapeOf<NonNullable<T[Key]>> }
    : null;
type KeysOfUnion<T> = T extends unknown ? keyof T : never;
type ReportShape = Omit<ShapeOf<Report>, "problems"> & {
  readonly problems: { readonly [Key in KeysOfUnion<Problem> | "text"]: null };
};

const claim = { text: null, evidence: null };
const answer = { answer: null, text: null, evidence: null };
/** Keys in the order of the schema. */
export const order: ReportShape = {
  $schema: null,
  schemaVersion: null,
  tool: { version: null, rulesSha256: null },
  options: null,
  inputs: { file: null, kind: null, format: null, timeBasis: null, sha256: null, sha256State: null, notRead: null },
  window: { start: null, end: null },
  cluster: { id: null, engine: null, engineVersion: null, by: null, evidence: null },
  verdict: { class: null, level: null, cause: null, headline: null, incident: null },
  incidents: {
    id: null,
    window: { start: null, end: null },
    trigger: { kind: null, who: null, evidence: null },
    mechanism: { class: null, level: null },
    clientEffects: { class: null, subtype: null, level: null, clients: null, evidence: null },
    hypotheses: {
      class: null,
      level: null,
      for: claim,
      against: claim,
      missing: {
        what: null,
        decides: null,
        instance: null,
        files: null,
        availableUntil: null,
        separates: null,
      },
      caps: null,
    },
    phases: {
      name: null,
      client: null,
      start: null,
      end: null,
      uncertaintyMs: null,
      source: null,
      evidence: null,
    },
    inDoubt: { client: null, time: null, statement: null, why: null, evidence: null },
    impact: { failedWrites: null, clients: null, databaseDownMs: null, slowestClientRecoveredMs: null },
    fingerprint: { steps: null, sha256: null },
    moments: { time: null, instance: null, text: null, evidence: null },
  },
  instances: {
    id: null,
    states: { state: null, role: null, roleSource: null, start: null, end: null, evidence: null },
    seen: claim,
  },
  clients: {
    id: null,
    files: null,
    offsetSeconds: null,
    offsetUncertaintySeconds: null,
    errors: null,
    staleSeconds: null,
    healedBy: null,
    stillRefusedAtEnd: null,
    evidence: null,
    clock: {
      state: null,
      by: null,
      lowSeconds: null,
      highSeconds: null,
      pairs: null,
      outliers: null,
      reason: null,
      evidence: null,
    },
    attribution: { instance: null, by: null, count: null, evidence: null },
    pooler: { product: null, why: null, evidence: null },
    staleness: {
      incident: null,
      seconds: null,
      errors: null,
      sessions: null,
      births: null,
      subtype: null,
      subtypeReason: null,
      neededRestart: null,
      endpointTtlSeconds: null,
      endpointTtlSource: null,
      evidence: null,
    },
    explanations: { oldConnectionKept: answer, endpointWrong: answer, writerRefused: answer },
  },
  evidence: {
    id: null,
    kind: null,
    count: null,
    source: { file: null, line: null, byteOffset: null, byteLength: null, sha256: null, pointer: null },
    time: null,
    precision: null,
    instance: null,
    signature: null,
    text: null,
  },
  coverage: {
    subject: null,
    source: null,
    from: null,
    to: null,
    state: null,
    why: null,
    fetch: null,
    availableUntil: null,
    runAgainAfter: null,
  },
  novel: {
    template: null,
    instance: null,
    level: null,
    inside: null,
    before: null,
    comparedSeconds: null,
    evidence: null,
  },
  ruleFindings: { rule: null, title: null, start: null, end: null, instances: null, evidence: null },
  recurrence: {
    text: null,
    cases: {
      case: null,
      start: null,
      class: null,
      level: null,
      match: null,
      shared: { steps: null, of: null },
    },
  },
  problems: {
    kind: null,
    file: null,
    files: null,
    of: null,
    source: null,
    subject: null,
    state: null,
    instance: null,
    line: null,
    firstLine: null,
    afterLine: null,
    pointer: null,
    byteOffset: null,
    byteLength: null,
    count: null,
    seconds: null,
    zone: null,
    offsetSeconds: null,
    since: null,
    until: null,
    candidates: null,
    reason: null,
    consequence: null,
    remedy: null,
    text: null,
  },
  redactions: { class: null, count: null, distinct: null },
  accounting: {
    files: null,
    bytes: null,
    lines: null,
    records: null,
    continuations: null,
    quarantined: null,
    outsideWindow: { files: null, bytes: null },
  },
};
