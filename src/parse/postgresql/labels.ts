import { LevelCode, PartCode } from "../../model/index.ts";

/** A label PostgreSQL writes after the prefix, with the columns it stands for. */
export interface Label {
  readonly text: string;
  readonly level: number;
  readonly part: number;
}

function message(text: string, level: number): Label {
  return { text, level, part: PartCode.message };
}

function secondary(text: string, part: number): Label {
  return { text, level: LevelCode.none, part };
}

/**
 * Labels of `error_severity()` and of the secondary lines (PostgreSQL `elog.c`, `send_message_to_server_log`).
 * Untranslated: RDS runs with `lc_messages` = C unless it was changed. A word of another language (`FEHLER`, `ERREUR`)
 * is a line not understood (`LineKind.unknownLevel`): its text means nothing to signatures, and a level guessed
 * from it would make a log look read that was not.
 */
const labels: readonly Label[] = [
  message("LOG", LevelCode.info),
  message("INFO", LevelCode.info),
  message("NOTICE", LevelCode.notice),
  message("WARNING", LevelCode.warning),
  message("ERROR", LevelCode.error),
  message("FATAL", LevelCode.fatal),
  message("PANIC", LevelCode.panic),
  ...["DEBUG", "DEBUG1", "DEBUG2", "DEBUG3", "DEBUG4", "DEBUG5"].map((text) => message(text, LevelCode.debug)),
  secondary("DETAIL", PartCode.detail),
  secondary("HINT", PartCode.hint),
  secondary("QUERY", PartCode.query),
  secondary("CONTEXT", PartCode.context),
  secondary("LOCATION", PartCode.location),
  secondary("BACKTRACE", PartCode.backtrace),
  secondary("STATEMENT", PartCode.statement),
];

const byText = new Map(labels.map((label) => [label.text, label]));

/** The label with this text (csvlog and jsonlog carry it as a field), or undefined. */
export function labelNamed(text: string): Label | undefined {
  return byText.get(text);
}

const COLON = 58;
/** Candidates by first byte; every label starts with one of a few capitals. */
const byFirstByte: readonly (readonly { label: Label; bytes: Buffer }[])[] = Array.from({ length: 128 }, (_, code) =>
  labels
    .filter((label) => label.text.charCodeAt(0) === code)
    .map((label) => ({ label, bytes: Buffer.from(`${label.text}:`, "latin1") })),
);

const [log = message("LOG", LevelCode.info)] = labels;

/** The label that starts at `at` and is followed by a colon, or null. Allocates nothing. */
export function labelAt(buffer: Uint8Array, at: number, end: number): Label | null {
  // `LOG:`, by far the most frequent
  if (buffer[at] === 76 && buffer[at + 1] === 79 && buffer[at + 2] === 71 && buffer[at + 3] === COLON && at + 4 <= end)
    return log;
  const candidates = byFirstByte[buffer[at] ?? 0];
  if (candidates === undefined) return null;
  next: for (const { label, bytes } of candidates) {
    if (at + bytes.length > end || buffer[at + bytes.length - 1] !== COLON) continue;
    for (let i = 1; i < bytes.length; i++) if (buffer[at + i] !== bytes[i]) continue next;
    return label;
  }
  return null;
}
