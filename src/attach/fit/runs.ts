import { type Citations, citationGroups, type Inline } from "../../report/index.ts";
import { escapeTerminal } from "../../text/index.ts";

/** A piece of text as media without markup of their own show it. Never empty, of one line, nothing in it acts. */
export interface Run {
  readonly text: string;
  readonly strong: boolean;
  /** Text of the data, shown as it stands. */
  readonly foreign: boolean;
}

/** What an inline says, in pieces. */
export function runs(inline: Inline, cite: Citations, strong = false): readonly Run[] {
  if (typeof inline === "string") return run(inline, strong, true);
  if (Array.isArray(inline)) return (inline as readonly Inline[]).flatMap((part) => runs(part, cite, strong));
  const part = inline as Exclude<Inline, string | readonly Inline[]>;
  switch (part.kind) {
    case "words":
      return run(part.text, strong, false);
    case "strong":
      return runs(part.text, cite, true);
    case "citation":
      return citationGroups(part.ids, cite).flatMap(({ label, saidByOperator }, index) => [
        ...(index === 0 ? [] : run(" ", false, false)),
        ...run(label, false, true),
        ...(saidByOperator ? run(" (stated by the operator)", false, false) : []),
      ]);
    default:
      return part satisfies never;
  }
}

function run(text: string, strong: boolean, foreign: boolean): readonly Run[] {
  const shown = escapeTerminal(text);
  return shown === "" ? [] : [{ text: shown, strong, foreign }];
}

/** The same without marks. */
export function textOf(inline: Inline, cite: Citations): string {
  return runs(inline, cite)
    .map(({ text }) => text)
    .join("");
}
