import type { CallFailure } from "../calls.ts";
import type { AcquisitionEntry } from "../case-store.ts";

/** IAM actions of the calls about log files. */
export const LIST = "rds:DescribeDBLogFiles";
/** The REST download; an action of its own. */
export const REST = "rds:DownloadCompleteDBLogFile";
/** The download in pages. */
export const PORTION = "rds:DownloadDBLogFilePortion";
/** A remedy. */
export const AGAIN = "run the same command again: it goes on where this one ended";

/** What a failure is called in the ledger, why it was, what would mend it. */
export function why(failure: CallFailure): Pick<AcquisitionEntry, "code" | "call" | "reason" | "remedy"> {
  const { action, resource, kind, code, message, attempts } = failure;
  const said = oneLine([code, message].filter((part) => part !== "").join(": "), 240).replace(/[. ]+$/, "");
  const words = said === "" ? "" : `: ${said}`;
  const tries = attempts > 1 ? ` (${attempts} attempts)` : "";
  const base = { call: action, code: kind.toUpperCase().replaceAll("-", "_") };
  switch (kind) {
    case "denied": {
      const on = resource === null ? "" : ` for ${oneLine(resource, 240)}`;
      return {
        ...base,
        reason: `${action} is denied${on}`,
        remedy: `allow ${action}${on} in the policy of who runs this, and ${AGAIN}`,
      };
    }
    case "expired":
    case "credentials":
      return {
        ...base,
        reason: `AWS did not take the credentials${words}`,
        remedy: `sign in to AWS anew (with SSO: aws sso login) and ${AGAIN}`,
      };
    case "not-ready":
      return {
        ...base,
        reason: `the instance is not ready to be asked${words}`,
        remedy: "run the same command again when it is available (a paused Serverless instance: connect to it once)",
      };
    case "binary":
      return {
        ...base,
        code: "BINARY_REFUSED",
        reason: `AWS calls it binary and does not give it by ${PORTION}`,
        remedy: `allow ${REST}, which gives any bytes, and ${AGAIN}`,
      };
    case "throttled":
      return { ...base, reason: `AWS throttled ${action} to the end${tries}`, remedy: `in some minutes ${AGAIN}` };
    case "not-found":
    case "refused":
    case "timeout":
    case "network":
    case "server":
    case "malformed":
    case "short":
    case "repeated-token":
      return { ...base, reason: `${action} failed${words}${tries}`, remedy: AGAIN };
    default:
      return kind satisfies never;
  }
}

/** `1 file`, `1,200 files`. */
export function plural(number: number, word: string): string {
  return `${count(number)} ${word}${number === 1 ? "" : "s"}`;
}

/** `1,200`. */
export function count(number: number): string {
  return number.toLocaleString("en-US");
}

/** Names and words of AWS are hostile: one line, no control or direction characters, a length a sentence bears. */
export function oneLine(text: string, max: number): string {
  const line = text
    .slice(0, max * 4)
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
  return line.length <= max ? line : `${line.slice(0, max - 1)}…`;
}
