/** One answer of DownloadDBLogFilePortion. */
export interface Portion {
  /** The bytes of the log, exactly; empty when LogFileData is empty or absent (AWS.md §3, M11). */
  readonly data: Buffer;
  /** Null when absent or empty. */
  readonly marker: string | null;
  /** Null when absent (M2). */
  readonly pending: boolean | null;
}

const OPEN = Buffer.from("<LogFileData");
const CLOSE = Buffer.from("</LogFileData>");
const END = "</DownloadDBLogFilePortionResponse>";
const AMPERSAND = 0x26;
const SEMICOLON = 0x3b;
const SLASH = 0x2f;
/** `&#x10FFFF;` and some leading zeros. */
const LONGEST_ENTITY = 16;
// A Map: `&constructor;` is a member of every object.
const named: ReadonlyMap<string, number> = new Map([
  ["lt", 0x3c],
  ["gt", 0x3e],
  ["amp", 0x26],
  ["quot", 0x22],
  ["apos", 0x27],
]);

/**
 * Reads an answer from its bytes: a parser of XML would turn CRLF into LF, invalid UTF-8 into U+FFFD and white space
 * into nothing (AWS.md §4.1).
 *
 * @returns null when it is no whole answer: HTML, an error, cut short
 */
export function readPortion(body: Buffer): Portion | null {
  const opens = body.indexOf(OPEN);
  const tagEnds = opens < 0 ? -1 : body.indexOf(">", opens);
  const selfClosed = tagEnds > 0 && body[tagEnds - 1] === SLASH;
  const closes = opens < 0 || selfClosed ? -1 : body.lastIndexOf(CLOSE);
  if (opens >= 0 && !selfClosed && closes <= tagEnds) return null;
  // The text around the data; log text cannot forge it, for AWS writes its `<` as an entity.
  const around =
    opens < 0
      ? body.toString("latin1")
      : `${body.toString("latin1", 0, opens)}\n${body.toString("latin1", selfClosed ? tagEnds + 1 : closes + CLOSE.length)}`;
  if (!/<DownloadDBLogFilePortionResult\b/.test(around) || !around.trimEnd().endsWith(END)) return null;
  // AWS's are some 20 characters; one that is no name of anything is none.
  const marker = /<Marker>([^<]{0,1024})<\/Marker>/.exec(around)?.[1]?.trim() ?? "";
  const pending = /<AdditionalDataPending>\s*(true|false)\s*<\/AdditionalDataPending>/.exec(around)?.[1];
  return {
    data: closes < 0 ? Buffer.alloc(0) : unescape(body.subarray(tagEnds + 1, closes)),
    marker: marker === "" ? null : unescape(Buffer.from(marker, "latin1")).toString("latin1"),
    pending: pending === undefined ? null : pending === "true",
  };
}

/** The bytes with XML's five entities and numeric references put back, all others as they are. */
export function unescape(escaped: Buffer): Buffer {
  let at = escaped.indexOf(AMPERSAND);
  if (at < 0) return escaped;
  // Putting back never makes it longer.
  const plain = Buffer.allocUnsafe(escaped.length);
  let length = 0;
  let copied = 0;
  while (at >= 0) {
    const entity = entityAt(escaped, at);
    if (entity === null) {
      at = escaped.indexOf(AMPERSAND, at + 1);
      continue;
    }
    length += escaped.copy(plain, length, copied, at);
    if (entity.codePoint < 0x80) plain[length++] = entity.codePoint;
    else length += plain.write(String.fromCodePoint(entity.codePoint), length, "utf8");
    copied = entity.end;
    at = escaped.indexOf(AMPERSAND, copied);
  }
  length += escaped.copy(plain, length, copied);
  return plain.subarray(0, length);
}

interface Entity {
  readonly codePoint: number;
  /** Offset after its semicolon. */
  readonly end: number;
}

/** Null for what is no entity, one that XML does not define, or half a character. */
function entityAt(bytes: Buffer, at: number): Entity | null {
  const usual = usualAt(bytes, at);
  if (usual !== null) return usual;
  let end = at + 2;
  const limit = Math.min(bytes.length, at + LONGEST_ENTITY);
  while (end < limit && bytes[end] !== SEMICOLON) end++;
  if (end >= limit) return null;
  const name = bytes.toString("latin1", at + 1, end);
  const codePoint = named.get(name) ?? numeric(name);
  if (codePoint === null || codePoint > 0x10_ff_ff) return null;
  if (codePoint < 0xd800 || codePoint > 0xdfff) return { codePoint, end: end + 1 };
  return surrogates(bytes, codePoint, end + 1);
}

/** The usual ones without making strings: a csv log is full of &quot; */
function usualAt(bytes: Buffer, at: number): Entity | null {
  switch (bytes[at + 1]) {
    case 0x6c: // lt
      return bytes[at + 2] === 0x74 && bytes[at + 3] === SEMICOLON ? { codePoint: 0x3c, end: at + 4 } : null;
    case 0x67: // gt
      return bytes[at + 2] === 0x74 && bytes[at + 3] === SEMICOLON ? { codePoint: 0x3e, end: at + 4 } : null;
    case 0x71: // quot
      return bytes[at + 2] === 0x75 && bytes[at + 3] === 0x6f && bytes[at + 4] === 0x74 && bytes[at + 5] === SEMICOLON
        ? { codePoint: 0x22, end: at + 6 }
        : null;
    default:
      return null;
  }
}

function numeric(name: string): number | null {
  const found = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(name);
  if (found === null) return null;
  const [, hex, decimal] = found;
  return hex === undefined ? Number.parseInt(decimal ?? "", 10) : Number.parseInt(hex, 16);
}

/** A character that was written as the two halves UTF-16 has of it. */
function surrogates(bytes: Buffer, high: number, end: number): Entity | null {
  const low = /^&(#x[0-9a-f]+|#\d+);/i.exec(bytes.toString("latin1", end, end + LONGEST_ENTITY));
  const value = low === null ? null : numeric(low[1] ?? "");
  if (low === null || value === null || high > 0xdbff || value < 0xdc00 || value > 0xdfff) return null;
  return { codePoint: 0x1_00_00 + ((high - 0xd800) << 10) + (value - 0xdc00), end: end + low[0].length };
}
