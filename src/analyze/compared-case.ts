import {
  type Confidence,
  confidenceLevels,
  type HeadlineClass,
  headlineClasses,
  type IncidentReport,
  type Instant,
  type Report,
} from "../model/index.ts";
import { redact } from "../text/index.ts";

/** An incident as far as another case is compared with it. */
export interface ComparedIncident {
  /** Null when nothing of it is dated. */
  readonly start: Instant | null;
  readonly class: HeadlineClass;
  readonly level: Confidence;
  readonly steps: readonly string[];
}

/** What a comparison needs of a case: of a report that was made now, or of one that was written before. */
export interface ComparedCase {
  readonly name: string;
  /** The leading one first. */
  readonly incidents: readonly ComparedIncident[];
  /** SHA-256 of its evidence, sorted, each once: two cases with the same ones are one case. */
  readonly evidence: readonly string[];
}

/** Steps of a report from elsewhere that are looked at; ours have no more than 60. */
const MAX_STEPS = 200;
/** What `window.start` holds when nothing of an incident is dated. */
const UNDATED = "1970-01-01T00:00:00.000Z";
/** SHA-256 of nothing: every empty file has it. */
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/** Files that describe the evidence and change with every collection. */
const ABOUT: ReadonlySet<string> = new Set(["manifest", "case", "unknown"]);

export function comparedCase(name: string, report: Report): ComparedCase {
  const leading = report.verdict.incident ?? 0;
  const incidents = report.incidents.map((incident, index) => ({
    start: incident.window.start === UNDATED ? null : incident.window.start,
    class: classOf(incident),
    level: index === leading ? report.verdict.level : incident.mechanism.level,
    steps: incident.fingerprint.steps.slice(0, MAX_STEPS),
  }));
  const evidence = report.inputs.flatMap(({ kind, sha256 }) =>
    sha256 === null || sha256 === EMPTY || ABOUT.has(kind) ? [] : [sha256],
  );
  const [first] = incidents.splice(leading, 1);
  return {
    name: redact(name, { reveal: new Set(), prose: true }),
    incidents: first === undefined ? incidents : [first, ...incidents],
    evidence: [...new Set(evidence)].sort(),
  };
}

/** The fingerprint says first what an incident is; its headline class stands nowhere else but in the verdict. */
function classOf({ fingerprint, mechanism }: IncidentReport): HeadlineClass {
  const word = fingerprint.steps[0]?.replace(/^class: /, "");
  return headlineClasses.find((each) => each === word) ?? mechanism.class;
}

/** A report as `analyze --json` wrote it, checked as far as it is used; null when it is something else. */
export function parsedCase(name: string, json: string): ComparedCase | null {
  try {
    const report: unknown = JSON.parse(json);
    return isComparable(report) ? comparedCase(name, report) : null;
  } catch {
    return null;
  }
}

function isComparable(value: unknown): value is Report {
  if (!has(value, "verdict", "incidents", "inputs")) return false;
  const { verdict, incidents, inputs } = value;
  const verdictFits =
    has(verdict, "level", "incident") &&
    isLevel(verdict["level"]) &&
    (verdict["incident"] === null || isIndex(verdict["incident"]));
  return (
    verdictFits &&
    Array.isArray(incidents) &&
    incidents.every(isIncident) &&
    Array.isArray(inputs) &&
    inputs.every(
      (input: unknown) =>
        has(input, "kind", "sha256") &&
        typeof input["kind"] === "string" &&
        (input["sha256"] === null || typeof input["sha256"] === "string"),
    )
  );
}

function isIncident(value: unknown): boolean {
  if (!has(value, "window", "mechanism", "fingerprint")) return false;
  const { window, mechanism, fingerprint } = value;
  return (
    has(window, "start") &&
    typeof window["start"] === "string" &&
    has(mechanism, "class", "level") &&
    headlineClasses.some((each) => each === mechanism["class"]) &&
    isLevel(mechanism["level"]) &&
    has(fingerprint, "steps") &&
    Array.isArray(fingerprint["steps"]) &&
    fingerprint["steps"].every((step: unknown) => typeof step === "string")
  );
}

function has<K extends string>(value: unknown, ...keys: readonly K[]): value is Record<K, unknown> {
  return typeof value === "object" && value !== null && keys.every((key) => Object.hasOwn(value, key));
}

function isLevel(value: unknown): boolean {
  return confidenceLevels.some((each) => each === value);
}

function isIndex(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}
