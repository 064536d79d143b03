import type { AcquisitionEntry } from "../case-store.ts";
import { counted } from "../words.ts";
import { PORTION, REST } from "./actions.ts";
import { type EntryWords, logEntry } from "./log-entries.ts";
import type { ChainFlaws } from "./portion-chain.ts";

/** What DownloadDBLogFilePortion did to a file. */
export function flawEntries(subject: string, flaws: ChainFlaws): readonly AcquisitionEntry[] {
  const { overlapBytes, gapBytes, truncatedLines, surplusBytes, startedOver, endless } = flaws;
  const remedy = `allow ${REST}, which gives the file as it is, and run the same command again`;
  const entries: AcquisitionEntry[] = [];
  const add = (words: Omit<EntryWords, "call">): void =>
    void entries.push(logEntry(subject, { ...words, call: PORTION }));
  if (truncatedLines > 0) {
    add({
      state: "partial",
      code: "LINE_TRUNCATED_BY_AWS",
      reason: `AWS cut ${counted(truncatedLines, "line")} and wrote "[Your log message was truncated]" instead, however little was asked for`,
      consequence: "the ends of these messages are unknown: statements, details, the rest of a stack",
      remedy,
    });
  }
  if (gapBytes > 0) {
    add({
      state: "partial",
      code: "GAP",
      reason: `markers passed over ${counted(gapBytes, "byte")} that AWS did not send`,
      consequence: "lines are missing inside of this file: it proves nothing that a line is not there",
      remedy,
    });
  }
  if (surplusBytes > 0) {
    add({
      state: "partial",
      code: "OFFSETS_DISAGREE",
      reason: `AWS sent ${counted(surplusBytes, "byte")} more than its markers count; all are kept`,
      consequence: "bytes of this file may not be the server's own: text that is no UTF-8 was probably replaced",
      remedy,
    });
  }
  if (startedOver) {
    add({
      state: "partial",
      code: "STARTED_OVER",
      reason: "AWS began the file anew before its end; the repetition was not taken",
      consequence: "the end of this file may be missing",
      remedy,
    });
  }
  if (endless) {
    add({
      state: "partial",
      code: "ENDLESS",
      reason: "the pages did not end although many more came than the file has room for",
      consequence: "what came is kept, its end cannot be trusted",
      remedy,
    });
  }
  if (overlapBytes > 0) {
    // Nothing is missing: told because the saved answers hold these bytes twice.
    add({
      state: "complete",
      code: "OVERLAP_BYTES",
      reason: `pages repeated ${counted(overlapBytes, "byte")} of the page before; compared, found the same and left out`,
      consequence: null,
      remedy: null,
    });
  }
  return entries;
}
