import { readFileSync, statSync } from "node:fs";
import { readTemplate, TemplateError, type TemplatePart, templates } from "../report/index.ts";
import { escapeTerminal } from "../text/index.ts";
import { UserError } from "./exit.ts";

/** A template is a page or two. */
const MAX_BYTES = 256 * 1024;

/**
 * The template of a name that comes with the tool, or of a file.
 *
 * @throws {UserError} when there is none, or it places what there is not: file, line and what to do
 */
export function templateNamed(name: string): readonly TemplatePart[] {
  const own = Object.entries(templates).find(([each]) => each === name)?.[1];
  try {
    return readTemplate(own ?? textOf(name));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new UserError(
      `the template ${escapeTerminal(name)}:${error.line}: ${escapeTerminal(error.message)}`,
      "docs/report.md explains templates.",
      { cause: error },
    );
  }
}

function textOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined)
    throw new UserError(
      `--template ${escapeTerminal(path)}: there is no such template, and no such file`,
      `Templates: ${Object.keys(templates).join(", ")}; or a Markdown file of your own.`,
    );
  if (!stat.isFile() || stat.size > MAX_BYTES)
    throw new UserError(`--template ${escapeTerminal(path)}: this is no Markdown file of at most 256 KiB`);
  return readFileSync(path, "utf8");
}
