import type { Section } from "../document/document.ts";
import type { DocumentContext } from "../document/document-context.ts";
import { actionsSection, factorsSection } from "./actions.ts";
import { fingerprintSection, novelSection, recurrenceSection, rulesSection, seenSection } from "./asides.ts";
import { awsCallsSection, awsClusterSection, awsQuestionsSection, awsSequenceSection } from "./aws.ts";
import { clientsSection, effectsSection, explanationsSection, stalenessSection } from "./clients.ts";
import { evidenceSection } from "./evidence.ts";
import { gapsSection, problemsSection } from "./gaps.ts";
import { hypothesesSection } from "./hypotheses.ts";
import { accountingSection, inventorySection, methodSection } from "./inventory.ts";
import { awsPhasesSection, inDoubtSection, phasesSection } from "./phases.ts";
import { redactionsSection } from "./redactions.ts";
import { awsLanesSection, lanesSection, statesSection, timelineSection } from "./timeline.ts";
import { impactSection, refusedSection, summarySection, triggerSection, verdictSection } from "./verdict.ts";

const all: readonly ((context: DocumentContext) => Section)[] = [
  summarySection,
  verdictSection,
  impactSection,
  refusedSection,
  triggerSection,
  timelineSection,
  lanesSection,
  phasesSection,
  stalenessSection,
  inDoubtSection,
  hypothesesSection,
  explanationsSection,
  gapsSection,
  problemsSection,
  factorsSection,
  actionsSection,
  effectsSection,
  clientsSection,
  statesSection,
  seenSection,
  recurrenceSection,
  fingerprintSection,
  novelSection,
  rulesSection,
  evidenceSection,
  inventorySection,
  accountingSection,
  redactionsSection,
  methodSection,
];

/** Everything a document can say, in the order in which it is read. */
export function sections(context: DocumentContext): readonly Section[] {
  return all.map((section) => section(context));
}

/** What AWS Support is given: no side of it that is the customer's own. */
const forAws: typeof all = [
  awsQuestionsSection,
  awsClusterSection,
  awsLanesSection,
  awsCallsSection,
  awsSequenceSection,
  awsPhasesSection,
];

/** Both: a template takes of them what it places. */
export function everySection(context: DocumentContext): readonly Section[] {
  return [...all, ...forAws].map((section) => section(context));
}
