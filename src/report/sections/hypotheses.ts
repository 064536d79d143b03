import type { Claim, HypothesisReport } from "../../model/index.ts";
import type { Block, Section } from "../document/document.ts";
import type { DocumentContext } from "../document/document-context.ts";
import { cited, heading, list, paragraph, phrase, strong, words } from "../document/phrase.ts";
import { missingText } from "../missing.ts";
import { levelMeaning } from "../words.ts";
import { perIncident } from "./per-incident.ts";

/** Every hypothesis with what speaks for and against it, what is missing, and why its level is not higher. */
export function hypothesesSection(context: DocumentContext): Section {
  return {
    id: "hypotheses",
    title: "Hypotheses",
    blocks: perIncident(context, "None was weighed.", ({ hypotheses }) => hypotheses.flatMap(blocksOf)),
  };
}

function blocksOf({ class: name, level, caps, missing, ...hypothesis }: HypothesisReport, index: number): Block[] {
  const leading = index === 0 ? "Leading: " : "";
  return [
    heading(phrase`${words(leading)}${strong(words(name))} · ${words(level)} (${words(levelMeaning[level])})`),
    ...claims("For", hypothesis.for),
    ...claims("Against", hypothesis.against),
    ...named("Missing", missing.map(missingText)),
    ...named("Not higher because", caps),
  ];
}

function claims(label: string, all: readonly Claim[]): readonly Block[] {
  if (all.length === 0) return [paragraph(words(`${label}: nothing.`))];
  return [paragraph(words(`${label}:`)), ...list(all.map(({ text, evidence }) => cited(text, evidence)))];
}

function named(label: string, all: readonly string[]): readonly Block[] {
  return all.length === 0 ? [] : [paragraph(words(`${label}:`)), ...list(all)];
}
