export { plainAscii } from "./ascii.ts";
export { renderJson } from "./json.ts";
// A report's document: sections, then a medium.
export type { Block, Inline, Section, SectionId } from "./document/document.ts";
export { paragraph, words } from "./document/phrase.ts";
export { citationGroups } from "./citation-groups.ts";
export { dispensable } from "./markdown/dispensable.ts";
export { sectionsMarkdown } from "./markdown/sections-markdown.ts";
export { documentContext, type MarkedLine } from "./document/document-context.ts";
export { sections } from "./sections/index.ts";
export type { Flavor } from "./markdown/blocks.ts";
export { TooSmallError } from "./markdown/budget.ts";
export { readTemplate, TemplateError, type TemplatePart } from "./markdown/template.ts";
export { templates } from "./markdown/templates.ts";
export { evidenceHash, type Made, plainlyMade, recipeOfReport, ticketMarkdown } from "./markdown/ticket.ts";
// A document against its case.
export { readDocument, type Recipe, recipeIn } from "./markdown/markers.ts";
export { type HumanCitation, humanCitations, humanPassages, type Passage } from "./verify/human.ts";
export { citedIn, compareParts, type PartResult } from "./verify/parts.ts";
export { loadHtml } from "./html/load.ts";
export { renderText } from "./render-text.ts";
export { eventLineSchema, reportSchema } from "./schema.ts";
export { type EventFormat, eventFormats, eventWriter } from "./timeline-formats/event-writer.ts";
export { renderTimeline, type TimelineFormat, timelineFormats } from "./timeline-formats/render-timeline.ts";
export { reportTimeline } from "./timeline-formats/report-timeline.ts";
// What the screen says in the same words, and draws with the same signs.
export { columnOf } from "./axis.ts";
export { citations, lineCitation, place, type Citations } from "./citation.ts";
export { clockText, gravestFirst, recoveryText, staleText } from "./client-words.ts";
export { elide } from "./elide.ts";
export { laneCharacter, lanes, type LaneCell } from "./lanes.ts";
export { gapText, ledgerCells, ledgerName } from "./ledger.ts";
export { missingItems, missingText } from "./missing.ts";
export { refusedClients } from "./refused.ts";
export { effectText, grouped, impactText, leadingIncident, levelMeaning, triggerText } from "./words.ts";
export { seenTitle } from "./text-asides.ts";
