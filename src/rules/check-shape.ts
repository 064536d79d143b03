import type * as zod from "zod";
import { levels } from "../model/index.ts";
import { type Path, type RuleDocument, sayPath } from "./read-yaml.ts";
import { type SequenceDocument, type SignatureDocument, sequenceShape, signatureShape } from "./shape.ts";
import { meant, type Trouble } from "./trouble.ts";

/** A document that has the shape of a rule. */
export type Shaped =
  | { readonly document: RuleDocument; readonly kind: "signature"; readonly value: SignatureDocument }
  | { readonly document: RuleDocument; readonly kind: "sequence"; readonly value: SequenceDocument };

/** What a key asks for, by its name. */
const WANTED: Readonly<Record<string, string>> = {
  id: "small letters, digits and hyphens, e.g. split-writer-race",
  within: "a duration such as 500ms, 30s, 10m, 2h",
  before: "a duration such as 500ms, 30s, 10m, 2h",
  after: "a duration such as 500ms, 30s, 10m, 2h",
  at: "the time since the example began, e.g. 0s, 1.5s, 2m",
  level: `one of ${levels.join(", ")}, or a list of them`,
  role: "writer, reader or unknown, or a list of them",
  source: "server, client or event",
  order: "ordered or any",
  same: "instance, client or none",
  distinct: "instance or client",
  groups: "a number from 2 on",
  sqlstate: 'five characters in quotes, e.g. "25006"',
  count: "a number from 1 to 10000, or { min: …, max: … }",
  min: "a number from 1 to 10000",
  max: "a number from 1 to 10000",
  contains: "a text, a list of texts, { any: […] } or { all: […] }",
  signature: "the id of a signature, or a list of ids",
  regex: "a regular expression of at most 500 characters",
  steps: "a list of 1 to 20 steps",
  absent: "a list of 1 to 20 conditions",
  matches: "a list of at least one example",
  ignores: "a list of at least one near miss",
  events: "a list of 1 to 500 events",
  why: "a sentence",
};

/** The documents that are rules by their shape; what is wrong with the others goes to `troubles`. */
export async function checkShape(documents: readonly RuleDocument[], troubles: Trouble[]): Promise<readonly Shaped[]> {
  if (documents.length === 0) return [];
  const z: typeof zod = await import("zod");
  const [signature, sequence] = [signatureShape(z), sequenceShape(z)];
  const keys = new Set([...Object.keys(WANTED), "title", "description", "references", "match", "examples", "text"]);
  return documents.flatMap((document): Shaped[] => {
    const { value } = document;
    const has = (key: string): boolean => typeof value === "object" && value !== null && Object.hasOwn(value, key);
    if (has("steps") === has("match")) {
      const what = has("steps") ? "has both `steps` and `match`" : "has neither `steps` nor `match`";
      const hint = "A sequence has `steps`, a signature has `match`.";
      troubles.push({ file: document.file, line: document.lineOf([]), message: `the document ${what}`, hint });
      return [];
    }
    if (has("steps")) {
      const checked = sequence.safeParse(value);
      if (checked.success) return [{ document, kind: "sequence", value: checked.data }];
      troubles.push(...checked.error.issues.map((issue) => troubleOf(document, issue, keys)));
    } else {
      const checked = signature.safeParse(value);
      if (checked.success) return [{ document, kind: "signature", value: checked.data }];
      troubles.push(...checked.error.issues.map((issue) => troubleOf(document, issue, keys)));
    }
    return [];
  });
}

function troubleOf(document: RuleDocument, issue: zod.core.$ZodIssue, keys: ReadonlySet<string>): Trouble {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  const { file } = document;
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    const inside = path.length === 0 ? "" : ` in ${sayPath(path)}`;
    const message = `${JSON.stringify(key)} is no key${inside}${meant(key, keys)}`;
    return { file, line: document.lineOf([...path, key]), message, hint: null };
  }
  const name = path.findLast((part) => typeof part === "string") ?? "";
  const value = valueAt(document.value, path);
  const wanted = WANTED[name] === undefined ? null : `Wanted: ${WANTED[name]}.`;
  const hint = wanted ?? (value === undefined ? null : issue.message);
  const message = value === undefined ? `${sayPath(path)} is missing` : `${sayPath(path)} is ${short(value)}`;
  return { file, line: document.lineOf(path), message, hint };
}

function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function valueAt(value: unknown, path: Path): unknown {
  let inner = value;
  for (const part of path) {
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, part)) return undefined;
    inner = (inner as Record<string | number, unknown>)[part];
  }
  return inner;
}
