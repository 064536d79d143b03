import { readFileSync, statSync } from "node:fs";
import { ruleWords } from "../analyze/index.ts";
import { MAX_FILE, readRules, type Rule, type Trouble } from "../rules/index.ts";
import { escapeTerminal } from "../text/index.ts";
import { UserError } from "./exit.ts";

/** Troubles printed; a file that is no rule file at all has hundreds. */
const MAX_TROUBLES = 20;

/**
 * The rules of the files given, each file once.
 *
 * @throws {UserError} when one cannot be read, or holds something that is not a rule: every trouble with file and line
 */
export async function readRuleFiles(paths: readonly string[]): Promise<readonly Rule[]> {
  const files = [...new Set(paths)].map((file) => ({ file, text: readText(file) }));
  const { rules, troubles } = await readRules(files, ruleWords);
  if (troubles.length === 0) return rules;
  const lines = troubles.slice(0, MAX_TROUBLES).map(sayTrouble);
  if (troubles.length > MAX_TROUBLES) lines.push(`  … and ${troubles.length - MAX_TROUBLES} more`);
  throw new UserError(`the rules cannot be used:\n${lines.join("\n")}`, "docs/rules.md explains every field.");
}

function sayTrouble({ file, line, message, hint }: Trouble): string {
  const said = `  ${escapeTerminal(`${file}:${line}: ${message}`)}`;
  return hint === null ? said : `${said}\n    ${escapeTerminal(hint)}`;
}

function readText(path: string): string {
  const shown = escapeTerminal(path);
  try {
    const { size } = statSync(path);
    // A pipe has no size and would be waited for; a rule file is an ordinary file.
    if (!statSync(path).isFile()) throw new UserError(`${shown} is no file`, "Give the YAML files themselves.");
    if (size > MAX_FILE) throw new UserError(`${shown} is larger than ${MAX_FILE / 1024} KiB`, "Split it.");
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${shown} could not be read: ${escapeTerminal(reason)}`, null, { cause: error });
  }
}
