import { renderJson, renderTimeline, ticketMarkdown, type TimelineFormat, TooSmallError } from "../report/index.ts";
import { askedWindow } from "./asked-window.ts";
import { withDocumentCase } from "./document-case.ts";
import { Exit, UserError } from "./exit.ts";
import { isIncomplete } from "./incomplete.ts";
import { writeAll, writeWhole } from "./output.ts";
import type { ReportArguments } from "./arguments.ts";
import { sayKept, writePseudonyms } from "./pseudonyms-file.ts";
import { htmlOf } from "./html-document.ts";
import { templateNamed } from "./template-option.ts";

/** `postmortem report`: the document that goes onto the ticket. */
export async function reportCommand(paths: readonly string[], options: ReportArguments): Promise<Exit> {
  const asked = [options.html, options.json, options.timeline].some((place) => place !== undefined);
  const outputs: readonly Output[] = [
    { place: options.out ?? (asked ? undefined : "-"), make: "markdown" },
    { place: options.html, make: "html" },
    { place: options.json, make: "json" },
    { place: options.timeline, make: "timeline" },
  ];
  if (outputs.filter(({ place }) => place === "-").length > 1)
    throw new UserError("two outputs want standard output", "Give a file to one of them.");
  const template = templateNamed(options.template ?? (options.for === "ticket" ? "default" : options.for));
  const window = await askedWindow(options, Date.now());
  return withDocumentCase(paths, options, window, async ({ report, marks, made, pseudonyms }) => {
    const fit = { template, flavor: options.flavor, most: options.maxChars ?? Infinity, elsewhere: "" };
    const settings = { displayTz: options.displayTz ?? null, marks };
    const texts = {
      markdown: () => fitted(() => ticketMarkdown(report, settings, fit, made).text),
      html: () => htmlOf(report, settings, made),
      json: () => renderJson(report),
      timeline: () => renderTimeline(report, timelineFormat(options.timeline ?? "")),
    };
    for (const { place, make } of outputs) {
      if (place === undefined) continue;
      // oxlint-disable-next-line no-await-in-loop -- one text in memory at a time
      const text = await texts[make]();
      // oxlint-disable-next-line no-await-in-loop -- at most one goes to standard output
      if (place === "-") await writeAll(process.stdout, text);
      else writeWhole(place, text);
    }
    sayKept(writePseudonyms(paths, pseudonyms, options.key ?? null));
    return isIncomplete(report) ? Exit.incomplete : Exit.ok;
  });
}

/** @throws {UserError} when the limit is too small for any document */
function fitted(make: () => string): string {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof TooSmallError)) throw error;
    throw new UserError(
      "--max-chars: not even the summary and the verdict have room",
      "Give more characters, or --template short.",
      { cause: error },
    );
  }
}

interface Output {
  /** A file, `-`, or undefined for not asked for. */
  readonly place: string | undefined;
  readonly make: "markdown" | "html" | "json" | "timeline";
}

/** By the file's name: `.jsonl`, else CSV; for Timesketch where the name says so. */
function timelineFormat(file: string): TimelineFormat {
  const lines = /\.jsonl$/i.test(file);
  if (/timesketch/i.test(file)) return lines ? "timesketch" : "timesketch-csv";
  return lines ? "jsonl" : "csv";
}
