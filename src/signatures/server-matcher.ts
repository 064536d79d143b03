import {
  MESSAGE_HEAD_BYTES,
  levels,
  parts,
  type Level,
  type Part,
  type ServerMatcher,
  type ServerMessage,
  type ServerSignature,
} from "../model/index.ts";

interface Candidate {
  readonly start: Uint8Array;
  readonly signature: ServerSignature;
  readonly code: number;
}

/** The message under examination. Its text becomes a string only if a signature asks for it. */
class Head implements ServerMessage {
  level: Level = "none";
  part: Part = "message";
  background = false;
  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;
  #end = 0;
  #text: string | null = null;

  set(bytes: Uint8Array, start: number, end: number, level: number, part: number, background: boolean): void {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#text = null;
    this.level = levels[level] ?? "none";
    this.part = parts[part] ?? "message";
    this.background = background;
  }

  get message(): string {
    const { buffer, byteOffset } = this.#bytes;
    this.#text ??= Buffer.from(buffer, byteOffset + this.#start, this.#end - this.#start).toString("latin1");
    return this.#text;
  }

  /** Lets go of the block, which its owner reuses. */
  clear(): void {
    this.#bytes = new Uint8Array(0);
    this.#text = null;
  }
}

/**
 * Signatures keyed by the first byte of what they start with. The first in registry order wins; no two of ours match
 * the same line (a test checks the examples), so the order decides nothing today.
 *
 * @param firstCode the code of the first signature; the others follow
 */
export function makeServerMatcher(signatures: readonly ServerSignature[], firstCode: number): ServerMatcher {
  const byFirstByte: Candidate[][] = Array.from({ length: 256 }, () => []);
  const chatter = new Uint8Array(firstCode + signatures.length);
  for (const [i, signature] of signatures.entries()) {
    const code = firstCode + i;
    chatter[code] = signature.chatter ? 1 : 0;
    for (const text of signature.starts) {
      const start = new TextEncoder().encode(text);
      byFirstByte[start[0] ?? 0]?.push({ start, signature, code });
    }
  }
  const head = new Head();

  return {
    match(bytes, start, end, level, part, background) {
      const candidates = byFirstByte[bytes[start] ?? 0];
      if (candidates === undefined || candidates.length === 0 || start >= end) return 0;
      let prepared = false;
      for (const candidate of candidates) {
        if (!startsWith(bytes, start, end, candidate.start)) continue;
        if (!prepared) {
          head.set(bytes, start, trimmedEnd(bytes, start, end), level, part, background);
          prepared = true;
        }
        if (!candidate.signature.match(head)) continue;
        head.clear();
        return candidate.code;
      }
      if (prepared) head.clear();
      return 0;
    },
    isChatter: (code) => chatter[code] === 1,
  };
}

function startsWith(bytes: Uint8Array, start: number, end: number, prefix: Uint8Array): boolean {
  if (end - start < prefix.length) return false;
  for (let i = 0; i < prefix.length; i++) if (bytes[start + i] !== prefix[i]) return false;
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
