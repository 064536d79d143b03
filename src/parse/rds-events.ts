import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from "jsonc-parser";
import type { LineCounts, Problem, RdsEvent } from "../model/index.ts";
import { divide, isBlank, lineAt, type Documents, type JsonDocument } from "./rds-events/documents.ts";
import { meaningOf, normalise } from "./rds-events/meanings.ts";
import { fieldsOf } from "./rds-events/shapes.ts";
import { eventTime } from "./rds-events/time.ts";

export { sniffRdsEvents } from "./rds-events/sniff.ts";

/** Deeper nesting is no file of events, and parsing it recursively could exhaust the stack. */
const MAX_DEPTH = 64;

/** An object that may be an event, and where it lies. */
interface Candidate {
  readonly node: Node;
  readonly pointer: string;
}

/**
 * Reads RDS events as `aws rds describe-events`, EventBridge and SNS write them: a document, several after each other,
 * or one a line. What cannot be used becomes a problem and the rest goes on; the same event twice is one event.
 *
 * @param file name used in citations
 */
export function parseRdsEvents(
  bytes: Uint8Array,
  file: string,
): { readonly events: readonly RdsEvent[]; readonly counts: LineCounts; readonly problems: readonly Problem[] } {
  // One character a byte: positions in the parse tree are byte offsets. Values are read again as UTF-8.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const divided = divide(text);
  const events = new Map<string, RdsEvent>();
  const problems: Problem[] = [];
  for (const document of divided.documents) {
    for (const candidate of candidatesOf(text, document, divided, file, problems)) {
      const event = toEvent(bytes, candidate, document, divided, file);
      if (typeof event === "string") {
        problems.push({ kind: "unusable-event", file, pointer: candidate.pointer, reason: event });
        continue;
      }
      const key = JSON.stringify([event.sourceIdentifier, event.time, normalise(event.message)]);
      const known = events.get(key);
      if (known === undefined) events.set(key, event);
      else if (known.id === null) events.set(key, { ...known, id: event.id });
    }
  }
  return { events: [...events.values()], counts: countLines(text, divided, file, problems), problems };
}

function candidatesOf(
  text: string,
  document: JsonDocument,
  divided: Documents,
  file: string,
  problems: Problem[],
): readonly Candidate[] {
  const malformed = (offset: number, reason: string): void => {
    problems.push({ kind: "malformed-json", file, line: lineAt(divided.lines, offset) + 1, reason });
  };
  if (document.depth > MAX_DEPTH) {
    malformed(document.start, `brackets are nested ${document.depth} deep`);
    return [];
  }
  const errors: ParseError[] = [];
  const root = parseTree(text.slice(document.start, document.end), errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first !== undefined) {
    const reason = document.closed ? printParseErrorCode(first.error) : "it ends before its brackets close";
    malformed(document.closed ? document.start + first.offset : document.end - 1, reason);
  }
  const found: Candidate[] = [];
  if (root !== undefined) collect(root, "", found);
  return found;
}

/** Objects that are neither a page (`Events` of DescribeEvents, `Records` of an SNS subscription) nor a list. */
function collect(node: Node, pointer: string, found: Candidate[]): void {
  if (node.type === "array") {
    for (const [i, child] of (node.children ?? []).entries()) collect(child, `${pointer}/${i}`, found);
    return;
  }
  for (const key of node.type === "object" ? ["Events", "Records"] : []) {
    const page = findNodeAtLocation(node, [key]);
    if (page?.type === "array") return collect(page, `${pointer}/${key}`, found);
  }
  found.push({ node, pointer });
}

function toEvent(
  bytes: Uint8Array,
  { node, pointer }: Candidate,
  document: JsonDocument,
  divided: Documents,
  file: string,
): RdsEvent | string {
  const byteOffset = document.start + node.offset;
  const fields = fieldsOf(valueOf(bytes.subarray(byteOffset, byteOffset + node.length), node));
  if (typeof fields === "string") return fields;
  const time = eventTime(fields.time);
  if (time === null) return `its time is not understood: ${JSON.stringify(fields.time) ?? "none"}`;
  const text = normalise(fields.message);
  return {
    time,
    sourceIdentifier: fields.sourceIdentifier,
    sourceType: fields.sourceType,
    message: fields.message,
    ...meaningOf(text, fields.id),
    target: targetOf(text),
    initiator: initiatorOf(text),
    source: { file, line: lineAt(divided.lines, byteOffset) + 1, byteOffset, byteLength: node.length, pointer },
  };
}

/** RDS lower-cases the identifiers it stores, so reading them from the normalised text loses nothing. */
function targetOf(normalised: string): string | null {
  return /(?:db instance|promoting previous primary again): (?:rds:)?([\w-]+)/.exec(normalised)?.[1] ?? null;
}

function initiatorOf(normalised: string): RdsEvent["initiator"] {
  const who = /\b(customer|rds) initiated\b/.exec(normalised)?.[1];
  return who === "customer" || who === "rds" ? who : null;
}

/** The object as UTF-8; what the tolerant parser made of it when it is damaged. */
function valueOf(bytes: Uint8Array, node: Node): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return getNodeValue(node);
  }
}

function countLines(text: string, divided: Documents, file: string, problems: Problem[]): LineCounts {
  const { lines, documents, perLine } = divided;
  const state = new Uint8Array(lines.length); // 0 outside of every document, 1 a continuation, 2 a record's first line
  for (const { start, end } of documents) {
    const first = lineAt(lines, start);
    state.fill(1, first + 1, lineAt(lines, Math.max(start, end - 1)) + 1);
    state[first] = 2;
  }
  const counts: LineCounts = { lines: lines.length, records: 0, continuations: 0, quarantined: 0 };
  let firstBad = -1;
  for (const [i, start] of lines.entries()) {
    if (state[i] === 2) counts.records++;
    else if (state[i] === 1 || isBlank(text, start, lines[i + 1] ?? text.length)) counts.continuations++;
    else {
      if (firstBad === -1) firstBad = i;
      counts.quarantined++;
    }
  }
  if (firstBad !== -1) {
    const reason = perLine ? "not a JSON object" : "outside of every JSON value";
    const byteOffset = lines[firstBad] ?? 0;
    problems.push({
      kind: "quarantined-lines",
      file,
      count: counts.quarantined,
      firstLine: firstBad + 1,
      byteOffset,
      reason,
    });
  }
  if (documents.length === 0)
    problems.push({ kind: "malformed-json", file, line: 1, reason: "there is no JSON value in it" });
  return counts;
}
