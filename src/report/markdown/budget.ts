import type { SectionId } from "../document/document.ts";
import { type DocumentOptions, documentContext } from "../document/document-context.ts";
import type { Report } from "../../model/index.ts";
import { everySection } from "../sections/index.ts";
import type { Flavor } from "./blocks.ts";
import { dispensable } from "./dispensable.ts";
import { composed, partWriter } from "./render.ts";
import type { TemplatePart } from "./template.ts";

/** A document that fits, and what had no room in it. */
export interface FittingDocument {
  readonly text: string;
  readonly placed: readonly SectionId[];
  readonly left: readonly SectionId[];
  readonly brief: boolean;
}

/** A limit within which there is no document. */
export class TooSmallError extends Error {}

/** Sections that are looked up: they leave before anything is said in brief. */
const APPENDIX = 12;

/**
 * A document of at most `most` characters (UTF-16 units; Infinity for no limit). Whole sections leave it, the most
 * dispensable first; only then long lists are cut to their gravest. Nothing is cut inside.
 *
 * @throws {TooSmallError} when not even summary and verdict have room
 */
export function fittingMarkdown(
  report: Report,
  options: Omit<DocumentOptions, "brief">,
  { template, flavor, most, elsewhere }: FitOptions,
): FittingDocument {
  const inTemplate = new Set(template.flatMap((part) => (part.kind === "section" ? [part.id] : [])));
  const first = dispensable.filter((id) => inTemplate.has(id));
  for (const brief of [false, true]) {
    const context = documentContext(report, { ...options, brief });
    const all = everySection(context).filter(({ id }) => inTemplate.has(id));
    const write = partWriter(context, flavor);
    const last = brief ? first.length : Math.min(APPENDIX, first.length);
    for (let count = 0; count <= last; count++) {
      const without = new Set(first.slice(0, count));
      const { text, placed } = composed(all, { template, without, elsewhere }, write);
      if (text.length <= most) return { text, placed, left: [...without], brief };
    }
  }
  throw new TooSmallError();
}

export interface FitOptions {
  readonly template: readonly TemplatePart[];
  readonly flavor: Flavor;
  readonly most: number;
  /** Where left-out sections are, a sentence with a blank before it; empty when nowhere. */
  readonly elsewhere: string;
}
