import type { Section } from "../document/document.ts";
import type { DocumentContext } from "../document/document-context.ts";
import { fingerprintSection, novelSection, recurrenceSection, rulesSection, seenSection } from "./asides.ts";
import { clientsSection, effectsSection, explanationsSection, stalenessSection } from "./clients.ts";
import { evidenceSection } from "./evidence.ts";
import { gapsSection, problemsSection } from "./gaps.ts";
import { hypothesesSection } from "./hypotheses.ts";
import { accountingSection, inventorySection, methodSection } from "./inventory.ts";
import { inDoubtSection, phasesSection } from "./phases.ts";
import { lanesSection, statesSection, timelineSection } from "./timeline.ts";
import { impactSection, refusedSection, summarySection, triggerSection, verdictSection } from "./verdict.ts";

/** Everything a document can say, in the order in which it is read. */
export function sections(context: DocumentContext): readonly Section[] {
  return [
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
    methodSection,
  ].map((section) => section(context));
}
