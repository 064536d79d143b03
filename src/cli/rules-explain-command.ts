import { defaultOptions, explainInCase, ruleWords } from "../analyze/index.ts";
import { type RuleEvent, ruleNamed, sayExplanation } from "../rules/index.ts";
import { cut, escapeTerminal, redact } from "../text/index.ts";
import { withCase } from "./case-input.ts";
import { Exit, UserError } from "./exit.ts";
import { writeAll } from "./output.ts";
import type { ExplainArguments } from "./arguments.ts";
import { readRuleFiles } from "./rule-files.ts";

/** Characters of a record that are shown; its place leads to the rest. */
const MAX_TEXT = 100;

/** `postmortem rules explain`: which step matched where, and which nearly did. */
export async function explainRuleCommand(
  id: string,
  paths: readonly string[],
  options: ExplainArguments,
): Promise<Exit> {
  const rules = await readRuleFiles(options.rules);
  const named = ruleNamed(id, rules, ruleWords);
  if (named.rule === null) {
    const hint = "`postmortem rules list` shows the built-in ones; --rules FILE adds yours.";
    throw new UserError(`there is no rule ${escapeTerminal(id)}${named.hint}`, hint);
  }
  const { rule } = named;
  return withCase(paths, async (evidence) => {
    const settings = { ...defaultOptions, inputZones: options.inputTz };
    const { explanation, timeline } = await explainInCase(rule, evidence, settings);
    const place = (event: RuleEvent): string => {
      const { file, line } = timeline.source(event);
      const role = event.role === "unknown" ? "" : ` ${event.role}`;
      return `${file}:${line}  ${timeline.stamp(event) ?? "undated"}${role}  ${shown(event.text())}`;
    };
    const where = rule.where === null ? "built in" : `${rule.where.file}:${rule.where.line}`;
    const lines = [`${rule.id}: ${rule.title} (${where})`, ...sayExplanation(explanation, place)];
    await writeAll(process.stdout, `${lines.map((line) => escapeTerminal(line)).join("\n")}\n`);
    return Exit.ok;
  });
}

/** The first line, without what is secret; the whole text is redacted before it is cut. */
function shown(text: string): string {
  const [first = ""] = redact(text.slice(0, MAX_TEXT * 20)).split("\n", 1);
  return first.length > MAX_TEXT ? `${cut(first, MAX_TEXT - 1)}…` : first;
}
