import { SECOND_US } from "../model/index.ts";
import { durationUs } from "./duration.ts";
import type { EventSource, RuleEvent } from "./event.ts";
import type { Known } from "./known.ts";
import type { SequenceDocument, SignatureDocument } from "./shape.ts";

/** When examples begin; any instant will do, and this one reads well: 2026-01-01T00:00:00Z. */
const BEGIN_US = 1_767_225_600 * SECOND_US;

/** An example of a signature: one line. */
export function lineEvent(
  line: SignatureDocument["examples"]["matches"][number],
  source: EventSource,
  known: Known,
): RuleEvent {
  const fields = typeof line === "string" ? { text: line } : line;
  return exampleEvent({ source, ...defined(fields), at: "0s" }, 0, known);
}

/** An example of a sequence, in the order it is written. */
export function timelineEvents(
  events: SequenceDocument["examples"]["matches"][number]["events"],
  known: Known,
): readonly RuleEvent[] {
  return events.map((event, i) => exampleEvent(event, i, known));
}

type Fields = Partial<SequenceDocument["examples"]["matches"][number]["events"][number]>;

function exampleEvent(fields: Fields, place: number, known: Known): RuleEvent {
  const { at, instance = null, client = null, role = "unknown", sqlstate = null, text = "" } = fields;
  const named = known.signatures.find(({ id }) => id === fields.signature)?.source;
  const source = fields.source ?? named ?? (client === null ? "server" : "client");
  // Lines of a server that say nothing of their level are LOG lines, those of clients errors: most are.
  const level = fields.level ?? (source === "client" ? "error" : "info");
  return {
    us: at === undefined ? Number.NaN : BEGIN_US + durationUs(at.replace(/^\+/, "")),
    source,
    instance,
    client,
    role,
    signature: fields.signature ?? (text === "" ? null : known.recognise({ source, text, level, sqlstate })),
    level,
    place,
    text: () => text,
    sqlstate: () => sqlstate,
  };
}

/** Without the keys that are there and undefined: they would hide a default. */
function defined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
