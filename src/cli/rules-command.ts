import { ruleWords } from "../analyze/index.ts";
import { type Rule, type RuleEvent, type RuleTest, sayExplanation, testRules } from "../rules/index.ts";
import { escapeTerminal } from "../text/index.ts";
import { Exit } from "./exit.ts";
import { writeAll } from "./output.ts";
import { readRuleFiles } from "./rule-files.ts";

/** `postmortem rules list`: every word that rules may use, and the rules of the files given. */
export async function listRules(files: readonly string[]): Promise<Exit> {
  const rules = await readRuleFiles(files);
  const { signatures } = ruleWords;
  const width = Math.max(...[...signatures, ...rules].map(({ id }) => id.length)) + 2;
  const row = ({ id, title }: { readonly id: string; readonly title: string }): string =>
    `  ${id.padEnd(width)}${escapeTerminal(title)}`;
  const lines: string[] = [];
  for (const [source, title] of [
    ["server", "Signatures of servers' logs"],
    ["client", "Signatures of clients' records"],
    ["event", "RDS events"],
  ] as const)
    lines.push(title, ...signatures.filter((each) => each.source === source).map(row), "");
  for (const file of new Set(rules.map(({ where }) => where?.file ?? ""))) {
    const own = rules.filter(({ where }) => where?.file === file);
    const titled = own.map(({ id, title, kind }) => row({ id, title: `${kind}: ${title}` }));
    lines.push(escapeTerminal(file), ...titled, "");
  }
  await writeAll(process.stdout, `${lines.join("\n").trimEnd()}\n`);
  return Exit.ok;
}

/** `postmortem rules test`: every rule held to its own examples. */
export async function testRuleFiles(files: readonly string[]): Promise<Exit> {
  const rules = await readRuleFiles(files);
  const tests = testRules(rules);
  const examples = tests.reduce((sum, each) => sum + each.examples, 0);
  const failed = tests.reduce((sum, each) => sum + each.failed.length, 0);
  const lines = tests.flatMap(testLines);
  lines.push(`${count(rules.length, "rule")}, ${count(examples, "example")}, ${failed} failed`);
  await writeAll(process.stdout, `${lines.join("\n")}\n`);
  return failed === 0 ? Exit.ok : Exit.failOn;
}

function testLines({ rule, examples, failed }: RuleTest): string[] {
  const lines = [`${failed.length === 0 ? "ok  " : "FAIL"}  ${rule.id}  ${count(examples, "example")}`];
  for (const { example, explanation } of failed) {
    const wanted = example.fires ? "should match, and does not" : "should not match, and does";
    const why = example.why === null ? "" : `: ${example.why}`;
    lines.push(escapeTerminal(`      ${example.where.file}:${example.where.line}: ${wanted}${why}`));
    const [begin] = example.events.flatMap(({ us }) => (Number.isNaN(us) ? [] : [us]));
    const place = (event: RuleEvent): string => sayExampleEvent(event, begin ?? 0);
    lines.push(...explained(rule, () => sayExplanation(explanation, place)));
  }
  return lines;
}

/** A signature either takes a line or not; a sequence has a story. */
function explained(rule: Rule, say: () => readonly string[]): readonly string[] {
  if (rule.kind === "signature") return [];
  return say().map((line) => (line === "" ? "" : escapeTerminal(`        ${line}`)));
}

function sayExampleEvent(event: RuleEvent, beginUs: number): string {
  const { us, instance, client, signature, place } = event;
  const when = Number.isNaN(us) ? "undated" : `+${(us - beginUs) / 1e6}s`;
  const what = signature ?? JSON.stringify(event.text().slice(0, 60));
  return [
    `event ${place + 1}`,
    when,
    ...(instance === null ? [] : [instance]),
    ...(client === null ? [] : [client]),
    what,
  ].join(" ");
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
