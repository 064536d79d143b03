import { groupRanges, type Replacement } from "./replacement.ts";

/** Names whose value is a secret, in configuration, connection strings, URLs, headers and JSON. */
export const secretName =
  "(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key(?:[_-]?id)?|secret[_-]?(?:access[_-]?)?key|private[_-]?key|client[_-]?secret|credentials?|signature|x-amz-(?:signature|credential|security-token)|authorization|(?:set-)?cookie|private-token)";

const value = String.raw`"(?<value>(?:[^"\\]|\\[\s\S])*)`;

const secrets: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]+-----(?<value>[\s\S]*?)(?:(?=-----END)|$)/dg,
  // scheme://user:password@host; without an @ the text was cut inside
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/?#@"'<>]*:(?<value>[^\s"'<>]*)@/dgi,
  /\b(?:postgres(?:ql)?|mysql|redis|amqps?|mongodb(?:\+srv)?|jdbc:[a-z]+):\/\/[^\s:/?#@"'<>]+:(?<value>(?!\d{1,5}(?:[/?]|$))[^\s"'<>@]*)$/dgi,
  new RegExp(String.raw`(?:\b|_|-)${secretName}(?:\\?["'])?\s*(?:=>|[=:])\s*\\?${value}`, "dgi"),
  new RegExp(String.raw`(?:\b|_|-)${secretName}(?:\\?["'])?\s*(?:=>|[=:])\s*'(?<value>(?:[^'\\]|\\[\s\S]|'')*)`, "dgi"),
  new RegExp(
    String.raw`(?:\b|_|-)${secretName}(?:\\?["'])?\s*(?:=>|[=:])\s*(?!\\?["']|\$\d|[?]|%s|null\b|none\b|true\b|false\b)(?<value>(?:(?:Bearer|Basic|Digest|Negotiate|AWS4-HMAC-SHA256)\s+)?[^\s,;&"')}\]]+)`,
    "dgi",
  ),
  /\bpassword\s+e?'(?<value>(?:[^']|'')*)/dgi,
  /\b(?:Bearer|Basic)\s+(?<value>[A-Za-z0-9._~+/=-]{6,})/dg,
  /(?<value>\beyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)*)/dg,
  /\b(?<value>(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{4,})/dg,
  /\b(?<value>gh[pousr]_[A-Za-z0-9]+|github_pat_\w+|glpat-[\w-]+|xox[a-z]-[\w-]+|npm_[A-Za-z0-9]{8,}|sk_(?:live|test)_\w+|AIza[\w-]{10,}|ATATT[\w=-]+)/dg,
  /https:\/\/hooks\.slack\.com\/services\/(?<value>[\w/-]*)/dg,
];

// `%u@%d:[pid]` of a log prefix is not an address, nor is the user of a connection string.
const email =
  /(?<![\p{L}\p{N}._%+-])(?<!:\/\/)(?<value>[\p{L}\p{N}._%+-]+@(?:[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+|[\p{L}\p{N}-]*\.?$))(?!:\[\d)/dgu;

const digits = /(?<![\w.])[3-6](?:[ -]?\d){12,15}(?![\w.])/g;

/** Secrets that need no SQL around them: keys, tokens, passwords, card numbers; and e-mail addresses. */
export function knownSecrets(text: string): Replacement[] {
  const found = secrets.flatMap((pattern) => groupRanges(text, pattern, "<secret>"));
  // `password@host` of a connection string looks like an address: the secret is the password alone.
  const covered = (at: number): boolean => found.some(({ start, end }) => start <= at && at <= end);
  found.push(
    ...groupRanges(text, email, "<email>").filter(
      ({ start }) => !(covered(start) && covered(text.indexOf("@", start))),
    ),
  );
  for (const match of text.matchAll(digits)) {
    if (luhn(match[0])) found.push({ start: match.index, end: match.index + match[0].length, mark: "<secret>" });
  }
  return found;
}

function luhn(number: string): boolean {
  const reversed = number.replaceAll(/\D/g, "").split("").toReversed().map(Number);
  const sum = reversed.reduce((total, digit, index) => {
    const doubled = index % 2 === 0 ? digit : digit * 2;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
