import type { Problem, Report } from "../model/index.ts";

// The order of keys in JSON, so that two runs and two readers see the same document. A missing or misspelt key does
// not compile. `null` marks a leaf, or a record whose keys are data and are sorted.
type Shape = { readonly [key: string]: Shape } | null;
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
const order: ReportShape = {
  $schema: null,
  schemaVersion: null,
  tool: { version: null, rulesSha256: null },
  options: null,
  inputs: { file: null, kind: null, format: null, timeBasis: null, sha256: null, sha256State: null },
  window: { start: null, end: null },
  verdict: { class: null, level: null, cause: null, headline: null, incident: null },
  incidents: {
    id: null,
    window: { start: null, end: null },
    trigger: { kind: null, evidence: null },
    mechanism: { class: null, level: null },
    clientEffects: { class: null, subtype: null, level: null, clients: null, evidence: null },
    hypotheses: {
      class: null,
      level: null,
      for: claim,
      against: claim,
      missing: { what: null, decides: null, availableUntil: null },
      caps: null,
    },
    phases: { name: null, start: null, end: null, uncertaintyMs: null, evidence: null },
    inDoubt: { client: null, time: null, statement: null, evidence: null },
    impact: { failedWrites: null, clients: null, databaseDownMs: null, slowestClientRecoveredMs: null },
    moments: { time: null, instance: null, text: null, evidence: null },
  },
  instances: {
    id: null,
    states: { state: null, role: null, roleSource: null, start: null, end: null, evidence: null },
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
  coverage: { subject: null, from: null, to: null, state: null, why: null },
  problems: {
    kind: null,
    file: null,
    files: null,
    of: null,
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
    candidates: null,
    reason: null,
    text: null,
  },
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

// JSON.stringify leaves these raw; on a terminal or in a diff they act. Escaped, the value is the same.
const acting = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** The report as JSON: key order as in the schema, two spaces, a final newline. The same report, the same bytes. */
export function renderJson(report: Report): string {
  const text = JSON.stringify(ordered(report, order), null, 2);
  return `${text.replace(acting, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`;
}

function ordered(value: unknown, shape: Shape): unknown {
  if (Array.isArray(value)) return value.map((element) => ordered(element, shape));
  if (typeof value !== "object" || value === null) return value;
  const object = value as Readonly<Record<string, unknown>>;
  const named = shape === null ? [] : Object.keys(shape).filter((key) => Object.hasOwn(object, key));
  const others = Object.keys(object)
    .filter((key) => !named.includes(key))
    .sort();
  // A null prototype: names such as `__proto__` come from data and stay keys.
  const result: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const key of [...named, ...others]) result[key] = ordered(object[key], shape?.[key] ?? null);
  return result;
}
