import { contentHash, type Documents } from "../documents.ts";
import { type Chosen, mostImportant } from "../fit/most-important.ts";
import { leftText } from "../left-text.ts";
import { plain, sectionBlocks, type SlackBlock, textLength } from "./blocks.ts";

/** https://docs.slack.dev/reference/block-kit/blocks/ */
const MOST_BLOCKS = 50;
const HEADER = 150;
/** Slack holds other texts of a message to this; of rich text it states nothing. */
const BLOCK = 3000;
/**
 * Slack refuses a message whose blocks hold too much text (`msg_blocks_too_long`); where that begins is not documented.
 * Seen: 11,341 characters refused, by https://github.com/slackapi/bolt-js/issues/2867.
 */
export const MESSAGE_LIMIT = 9000;

/** A message, as chat.postMessage and chat.update take it. */
export interface SlackMessage {
  /** What notifications show: words of our own. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  /** Not shown; by it the message is found again. */
  readonly metadata: {
    readonly event_type: typeof EVENT;
    readonly event_payload: { readonly case: string; readonly content: string };
  };
}

/** What our messages say of themselves. */
export const EVENT = "postmortem_report";

/** The report's most important sections as a message. */
export function messageOf({ brief, cite, title, caseId }: Documents): SlackMessage {
  // Of words of our own: a limit that nothing reaches is kept all the same.
  const headline = `Postmortem: ${title}`.slice(0, HEADER);
  const made = (chosen: Chosen): readonly SlackBlock[] => {
    const rest = leftText(chosen);
    return [
      { type: "header", text: plain(headline) },
      ...sectionBlocks(chosen.kept, cite),
      ...(rest === "" ? [] : [{ type: "context" as const, elements: [plain(rest)] }]),
    ];
  };
  const blocks = made(mostImportant(brief, (chosen) => hasRoom(made(chosen))));
  const content = contentHash(JSON.stringify(blocks));
  return {
    text: escapeSlack(headline),
    blocks,
    metadata: { event_type: EVENT, event_payload: { case: caseId, content } },
  };
}

function hasRoom(blocks: readonly SlackBlock[]): boolean {
  const lengths = blocks.map((block) => textLength(block));
  return (
    blocks.length <= MOST_BLOCKS &&
    lengths.every((length) => length <= BLOCK) &&
    lengths.reduce((sum, length) => sum + length, 0) <= MESSAGE_LIMIT
  );
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
function escapeSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
