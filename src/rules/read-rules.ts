import { buildCondition, type Built, type Words } from "./build-condition.ts";
import { buildSequence } from "./build-sequence.ts";
import { lineEvent } from "./example-events.ts";
import type { Known } from "./known.ts";
import { checkShape, type Shaped } from "./check-shape.ts";
import { type Path, type RuleDocument, readYaml, sayPath } from "./read-yaml.ts";
import type { Rule, SignatureRule } from "./rule.ts";
import type { Trouble } from "./trouble.ts";

/** Where a document's troubles go: the path inside it, the message, what to do. */
export type Say = (path: Path, message: string, hint?: string) => void;

/**
 * The rules of some files, in the order given. Sequences may use signatures of any of the files. With troubles the
 * rules are not to be run: something the user asked for would silently be missing.
 */
export async function readRules(
  files: readonly { readonly file: string; readonly text: string }[],
  known: Known,
): Promise<{ readonly rules: readonly Rule[]; readonly troubles: readonly Trouble[] }> {
  const troubles: Trouble[] = [];
  const documents: RuleDocument[] = [];
  for (const { file, text } of files) {
    const before = documents.length + troubles.length;
    documents.push(...(await readYaml(file, text, troubles)));
    if (documents.length + troubles.length === before)
      troubles.push({ file, line: 1, message: "there is no rule in it", hint: "docs/rules.md shows how one looks." });
  }
  const shaped = distinctIds(await checkShape(documents, troubles), known, troubles);
  const own = new Map<string, Built["condition"] & Pick<Built, "sources">>();
  const words: Words = { builtIn: new Map(known.signatures.map((each) => [each.id, each])), own };
  const signatures = new Map<Shaped, SignatureRule>();
  for (const each of shaped) {
    if (each.kind !== "signature") continue;
    const { value, document } = each;
    const say = sayTo(document, troubles);
    // Signatures are made of built-in ones alone: no order among them, no circle.
    const { condition, sources } = buildCondition(value.match, { ...words, own: new Map() }, (field, message, hint) =>
      say(field === "" ? ["match"] : ["match", field], message, hint),
    );
    own.set(value.id, { ...condition, sources });
    const source = value.match.source ?? (sources.size === 1 ? [...sources][0] : undefined) ?? "server";
    const example = (fires: boolean) => (line: (typeof value.examples.matches)[number], i: number) => ({
      where: { file: document.file, line: document.lineOf(["examples", fires ? "matches" : "ignores", i]) },
      why: typeof line === "string" ? null : (line.why ?? null),
      fires,
      events: [lineEvent(line, source, known)],
    });
    signatures.set(each, {
      kind: "signature",
      id: value.id,
      title: value.title,
      where: { file: document.file, line: document.lineOf([]) },
      condition,
      examples: [...value.examples.matches.map(example(true)), ...value.examples.ignores.map(example(false))],
    });
  }
  const rules = shaped.map((each): Rule => {
    if (each.kind === "sequence")
      return buildSequence(each.value, each.document, words, known, sayTo(each.document, troubles));
    const rule = signatures.get(each);
    if (rule === undefined) throw new RangeError("a signature that was not built");
    return rule;
  });
  troubles.sort(
    (a, b) => files.findIndex((f) => f.file === a.file) - files.findIndex((f) => f.file === b.file) || a.line - b.line,
  );
  return { rules, troubles };
}

function sayTo(document: RuleDocument, troubles: Trouble[]): Say {
  return (path, message, hint) => {
    const where = path.length === 0 ? "" : `${sayPath(path)}: `;
    troubles.push({
      file: document.file,
      line: document.lineOf(path),
      message: `${where}${message}`,
      hint: hint ?? null,
    });
  };
}

/** Ids name a rule in reports and on the command line: each is one rule's alone. */
function distinctIds(shaped: readonly Shaped[], known: Known, troubles: Trouble[]): readonly Shaped[] {
  const builtIn = new Set(known.signatures.map(({ id }) => id));
  const first = new Map<string, Shaped>();
  return shaped.filter((each) => {
    const { id } = each.value;
    const say = sayTo(each.document, troubles);
    const other = first.get(id);
    if (builtIn.has(id)) say(["id"], `${id} is a built-in signature`, "Choose another id.");
    else if (other !== undefined)
      say(
        ["id"],
        `${id} is already the rule in ${other.document.file}:${other.document.lineOf([])}`,
        "Choose another id.",
      );
    else {
      first.set(id, each);
      return true;
    }
    return false;
  });
}
