import type { Report } from "../model/index.ts";
import { documentContext, loadHtml, type Made, type MarkedLine, recipeOfReport, sections } from "../report/index.ts";

/** A report as one HTML file; what draws is loaded for those who want one. */
export async function htmlOf(
  report: Report,
  settings: { readonly displayTz: string | null; readonly marks: readonly MarkedLine[] },
  made: Made,
): Promise<string> {
  const context = documentContext(report, { ...settings, brief: false });
  const all = sections(context);
  const renderHtml = await loadHtml();
  const recipe = recipeOfReport(report, made, {
    flavor: "plain",
    detail: "full",
    zone: settings.displayTz,
    sections: all.map(({ id }) => id),
  });
  const title = context.window === null ? "Postmortem" : `Postmortem of ${context.window.start.slice(0, 10)}`;
  return `${renderHtml(context, all, title)}${recipe}\n`;
}
