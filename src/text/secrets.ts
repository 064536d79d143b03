import type { Glance } from "./glance.ts";
import { groupRanges, matches, type Replacement, type Searched, searched, worthTrying } from "./replacement.ts";

/** Names whose value is a secret, in configuration, connection strings, URLs, headers and JSON. */
const word =
  "(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key(?:[_-]?id)?|secret[_-]?(?:access[_-]?)?key|private[_-]?key|client[_-]?secret|credentials?|signature|x-amz-(?:signature|credential|security-token)|authorization|(?:set-)?cookie|private-token)";

/** A name that ends like that: `PGPASSWORD`, `dbPassword`, `accessToken`; but not `bypass`. */
export const secretName = `(?:(?<![A-Za-z0-9])${word}|(?<=[a-z])(?:password|passwd|passphrase|secret|token|api[_-]?key|private[_-]?key|credentials?))`;

const value = String.raw`"(?<value>(?:[^"\\]|\\[\s\S])*)`;

/** One of them is in every {@link secretName}. */
const secretWords = ["pass", "pwd", "secret", "token", "key", "credential", "signature", "authorization", "cookie"];

const secrets: readonly Searched[] = [
  searched(["-----begin "], /-----BEGIN [A-Z0-9 ]+-----(?<value>[\s\S]*?)(?:(?=-----END)|$)/dg),
  // scheme://user:password@host; without an @ the text was cut inside
  searched(
    ["://"],
    /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/?#@"'<>]*(?<value>:[^\s"'<>]*)@/dgi,
    /\b(?:postgres(?:ql)?(?:\+\w+)?|mysql(?:\+\w+)?|rediss?|amqps?|mongodb(?:\+srv)?|jdbc:[a-z]+):\/\/[^\s:/?#@"'<>]+(?<value>:(?!\d{1,5}(?:[/?]|$))[^\s"'<>@]*)$/dgi,
  ),
  searched(
    secretWords,
    new RegExp(String.raw`${secretName}(?:\\?["'])?\s*(?:=>|[=:])\s*\\?${value}`, "dgi"),
    new RegExp(String.raw`${secretName}(?:\\?["'])?\s*(?:=>|[=:])\s*'(?<value>(?:[^'\\]|\\[\s\S]|'')*)`, "dgi"),
    new RegExp(
      String.raw`${secretName}(?:\\?["'])?\s*(?:=>|[=:])\s*(?!\\?["']|\$\d|[?]|%s|null\b|none\b|true\b|false\b)(?<value>(?:(?:Bearer|Basic|Digest|Negotiate|AWS4-HMAC-SHA256)\s+)?[^\s,;&"')}\]]+)`,
      "dgi",
    ),
  ),
  searched(["password"], /\bpassword\s+e?'(?<value>(?:[^']|'')*)/dgi),
  searched(["bearer", "basic"], /\b(?:Bearer|Basic)\s+(?<value>[A-Za-z0-9._~+/=-]{6,})/dg),
  searched(["eyj"], /(?<value>\beyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)*)/dg),
  searched(["akia", "asia", "aroa", "aida"], /\b(?<value>(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{4,})/dg),
  searched(
    ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "npm_", "sk_", "aiza", "atatt"],
    /\b(?<value>gh[pousr]_[A-Za-z0-9]+|github_pat_\w+|glpat-[\w-]+|xox[a-z]-[\w-]+|npm_(?:[A-Za-z0-9]{8,}|[A-Za-z0-9]+$)|sk_(?:live|test)_\w+|AIza[\w-]{10,}|ATATT[\w=-]+)/dg,
  ),
  searched(["hooks.slack.com"], /https:\/\/hooks\.slack\.com\/services\/(?<value>[\w/-]*)/dg),
];

// `%u@%d:[pid]` of a log prefix is not an address, nor is the user of a connection string.
const email =
  /(?<![\p{L}\p{N}._%+-])(?<!:\/\/)(?<value>[\p{L}\p{N}._%+-]+@(?:[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+|[\p{L}\p{N}-]*\.?$))(?!:\[\d)/dgu;

/** Whether a dot or the end follows the word behind some `@`; `user@database:[pid]` of a log prefix needs no more. */
function mayHoldAddress(text: string): boolean {
  for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
    let end = at + 1;
    while (end < text.length && isLabelPart(text.charCodeAt(end))) end++;
    if (end === text.length || text.charAt(end) === ".") return true;
  }
  return false;
}

/** Letters, digits and hyphens; of what is not ASCII, everything. */
function isLabelPart(code: number): boolean {
  return (
    code >= 0x80 || code === 0x2d || (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a)
  );
}

const FEWEST_DIGITS = 13;
const digits = /(?<![\w.])[3-6](?:[ -]?\d){12,15}(?![\w.])/g;

/**
 * Secrets that need no SQL around them: keys, tokens, passwords, card numbers; and e-mail addresses.
 */
export function knownSecrets(text: string, glance: Glance): Replacement[] {
  const found = worthTrying(secrets, glance).flatMap((pattern) => groupRanges(text, pattern, "secret"));
  // `password@host` of a connection string looks like an address: the secret is the password alone.
  const covered = (at: number): boolean => found.some(({ start, end }) => start <= at && at <= end);
  const emails = mayHoldAddress(text) ? groupRanges(text, email, "email") : [];
  found.push(...emails.filter(({ start }) => !(covered(start) && covered(text.indexOf("@", start)))));
  for (const match of text.length < FEWEST_DIGITS ? [] : matches(text, digits)) {
    if (luhn(match[0])) found.push({ start: match.index, end: match.index + match[0].length, class: "secret" });
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
