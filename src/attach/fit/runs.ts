import { type Citations, citationGroups, type Inline } from "../../report/index.ts";
import { escapeTerminal } from "../../text/index.ts";

/** A piece of text as media without markup of their own show it. Never empty, of one line, nothing in it acts. */
export interface Run {
  readonly text: string;
  readonly strong: boolean;
  /** Text of the data that a reader's program could take for a link, a name or markup: to be shown as code. */
  readonly code: boolean;
}

const acting = /[@#<>*_~`[\]{}|\\$]|:\/\/|:[a-z]\w*:|\bwww\.|\p{L}\.\p{L}/iu;

/** What an inline says, in as few pieces as its marks allow. */
export function runs(inline: Inline, cite: Citations): readonly Run[] {
  const joined: Run[] = [];
  for (const piece of pieces(inline, cite, false)) {
    const last = joined.at(-1);
    if (last?.strong === piece.strong && last.code === piece.code)
      joined[joined.length - 1] = { ...last, text: last.text + piece.text };
    else joined.push(piece);
  }
  return joined;
}

function pieces(inline: Inline, cite: Citations, strong: boolean): readonly Run[] {
  if (typeof inline === "string") return run(inline, strong, true);
  if (Array.isArray(inline)) return (inline as readonly Inline[]).flatMap((part) => pieces(part, cite, strong));
  const part = inline as Exclude<Inline, string | readonly Inline[]>;
  switch (part.kind) {
    case "words":
      return run(part.text, strong, false);
    case "strong":
      return pieces(part.text, cite, true);
    case "code":
      return run(part.text, strong, true);
    case "link":
      return run(`${part.title} (${part.url})`, strong, false);
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
  return shown === "" ? [] : [{ text: shown, strong, code: foreign && acting.test(shown) }];
}

/** The same without marks. */
export function textOf(inline: Inline, cite: Citations): string {
  return runs(inline, cite)
    .map(({ text }) => text)
    .join("");
}
