import type { Report } from "../../src/model/index.ts";
import { type Flavor, plainlyMade, readTemplate, templates, ticketMarkdown } from "../../src/report/index.ts";

/** The whole report by a template, without any limit. */
export function markdown(
  report: Report,
  displayTz: string | null = null,
  flavor: Flavor = "github",
  template: keyof typeof templates = "default",
): string {
  const fit = { template: readTemplate(templates[template]), flavor, most: Infinity, elsewhere: "" };
  return ticketMarkdown(report, { displayTz, marks: [] }, fit, plainlyMade).text;
}
