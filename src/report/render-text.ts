import type { Report } from "../model/index.ts";
import { contextOf } from "./context.ts";
import { plainAscii } from "./ascii.ts";
import { paint } from "./spans.ts";
import { novelLines, recurrenceLines, ruleLines, seenLines } from "./text-asides.ts";
import { clientLines } from "./text-clients.ts";
import { coverageLines } from "./text-coverage.ts";
import { explanationLines } from "./text-explanations.ts";
import { hypothesisLines, missingLines } from "./text-hypotheses.ts";
import { phaseLines, inDoubtLines } from "./text-phases.ts";
import { laneLines, momentLines } from "./text-timeline.ts";
import { axesLines, refusedLines, verdictBox } from "./text-verdict.ts";

interface TextOptions {
  /** Terminal columns; brought into 60–160. */
  readonly width: number;
  /** SGR colours. Nothing is said by colour alone. */
  readonly color: boolean;
  /** IANA zone shown beside UTC; null for UTC alone. */
  readonly displayTz: string | null;
  /** Everything, where the summary counts. */
  readonly verbose: boolean;
  /** For terminals that show nothing else: every sign in ASCII, of the same width. */
  readonly ascii?: boolean;
}

/**
 * The summary for a terminal: who to restart, the verdict, then what supports it. Nothing of the data acts on the
 * terminal.
 *
 * @throws {RangeError} if `displayTz` is no time zone (a bug in the caller, who checks options)
 */
export function renderText(report: Report, { width, color, displayTz, verbose, ascii = false }: TextOptions): string {
  const context = contextOf(report, width, displayTz, verbose);
  const text = paint(
    [
      ...refusedLines(context),
      ...verdictBox(context),
      ...axesLines(context),
      ...laneLines(context),
      ...momentLines(context),
      ...phaseLines(context),
      ...inDoubtLines(context),
      ...hypothesisLines(context),
      ...missingLines(context),
      ...clientLines(context),
      ...explanationLines(context),
      ...seenLines(context),
      ...recurrenceLines(context),
      ...novelLines(context),
      ...ruleLines(context),
      ...coverageLines(context),
    ],
    color,
  );
  return ascii ? plainAscii(text) : text;
}
