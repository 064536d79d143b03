import type { Section } from "../document/document.ts";
import type { DocumentContext } from "../document/document-context.ts";
import { cited, list, paragraph, phrase, strong, withCode, words } from "../document/phrase.ts";
import { actions } from "../playbook/actions.ts";
import { factors } from "../playbook/factors.ts";
import { shortened } from "./per-incident.ts";

/** What made it possible, longer or worse, as far as the evidence shows it. */
export function factorsSection({ report }: DocumentContext): Section {
  const items = factors(report).map(({ text, level, evidence }) => cited(phrase`${text} (${words(level)})`, evidence));
  return { id: "factors", title: "Contributing factors", blocks: list(items) };
}

/** What this report asks for, by the playbook; who does it and until when is for people. */
export function actionsSection(context: DocumentContext): Section {
  const { shown, note } = shortened(context, actions(context.report), 8);
  const items = shown.map(({ title, detail, because, source, mark }) => [
    phrase`${strong(words(title))}. `,
    withCode(detail),
    words(" Because "),
    cited(because.text, because.evidence),
    words(". Source: "),
    { kind: "link", ...source } as const,
    words(` (${mark}).`),
  ]);
  return {
    id: "actions",
    title: "Suggested actions",
    blocks:
      items.length === 0
        ? [paragraph(words("This report asks for none that the playbook knows."))]
        : [...list(items), ...note],
  };
}
