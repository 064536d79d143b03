import {
  MESSAGE_HEAD_BYTES,
  levels,
  parts,
  type Level,
  type OrdinaryStart,
  type Part,
  type ServerMatcher,
  type ServerMessage,
  type ServerSignature,
} from "../model/index.ts";
import { childAt, makePrefixTrie, type PrefixNode } from "./prefix-trie.ts";

/** The message under examination. Its text becomes a string only if a signature asks for it. */
class Head implements ServerMessage {
  level: Level = "none";
  part: Part = "message";
  background = false;
  #bytes: Uint8Array = new Uint8Array(0);
  #buffer: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  #text: string | null = null;

  set(bytes: Uint8Array, start: number, end: number, level: number, part: number, background: boolean): void {
    this.#start = start;
    this.#end = end;
    this.#text = null;
    this.level = levels[level] ?? "none";
    this.part = parts[part] ?? "message";
    this.background = background;
    if (this.#bytes === bytes) return; // scanners reuse their block
    this.#bytes = bytes;
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get message(): string {
    this.#text ??= this.#buffer.toString("latin1", this.#start, this.#end);
    return this.#text;
  }
}

/** Shorter beginnings (`process `) are words that other messages may start with. */
const MIN_ORDINARY = 9;
const isTelling = (start: string): boolean => start.length >= MIN_ORDINARY;

/**
 * Finds the signature of a message by its first bytes. The first in registry order wins; no two of ours take the same
 * line (a test checks every example), so the order decides nothing today.
 *
 * @param firstCode the code of the first signature; the others follow
 */
export function makeServerMatcher(signatures: readonly ServerSignature[], firstCode: number): ServerMatcher {
  const trie = makePrefixTrie(signatures.flatMap((s, i) => s.starts.map((start) => [start, i] as const)));
  const startsOf = (texts: (signature: ServerSignature) => readonly string[]): readonly OrdinaryStart[] =>
    signatures.flatMap((s, i) => (s.chatter ? texts(s).map((text) => ({ text, code: firstCode + i })) : []));
  const sure = startsOf((s) => s.sure ?? []);
  const session = startsOf((s) => [...new Set([...s.starts.filter(isTelling), ...(s.sure ?? [])])]);
  const ordinary = makePrefixTrie(session.map(({ text }) => [text, true] as const));
  const head = new Head();
  const last = signatures.length;

  return {
    match(bytes, start, end, level, part, background) {
      let best = last;
      let prepared = false;
      let at = start;
      let node = start < end ? trie[bytes[start] ?? 0] : undefined;
      while (node !== undefined && continues(bytes, at, end, node)) {
        at += node.label.length;
        if (node.values.length > 0 && !prepared) {
          head.set(bytes, start, trimmedEnd(bytes, start, end), level, part, background);
          prepared = true;
        }
        for (const index of node.values) {
          if (index < best && signatures[index]?.match(head) === true) best = index;
        }
        node = at < end ? childAt(node, bytes[at]) : undefined;
      }
      return best === last ? 0 : firstCode + best;
    },
    isOrdinary(bytes, start, end) {
      let at = start;
      let node = start < end ? ordinary[bytes[start] ?? 0] : undefined;
      while (node !== undefined && continues(bytes, at, end, node)) {
        if (node.values.length > 0) return true;
        at += node.label.length;
        node = at < end ? childAt(node, bytes[at]) : undefined;
      }
      return false;
    },
    ordinary: { session, background: sure },
    isChatter: (code) => signatures[code - firstCode]?.chatter === true,
  };
}

function continues(bytes: Uint8Array, at: number, end: number, { label }: PrefixNode<unknown>): boolean {
  if (end - at < label.length) return false;
  for (let i = 0; i < label.length; i++) if (bytes[at + i] !== label[i]) return false;
  return true;
}

/** The end of the head: without the blanks and line ends that copies and CRLF files leave, and not too far. */
function trimmedEnd(bytes: Uint8Array, start: number, end: number): number {
  let to = Math.min(end, start + MESSAGE_HEAD_BYTES);
  while (to > start && isBlank(bytes[to - 1])) to--;
  return to;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
