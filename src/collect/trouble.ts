import type { CallFailure } from "./calls.ts";
import type { AcquisitionEntry } from "./case-store.ts";
import { oneLine } from "./words.ts";

/** What a failed call says to the person who reads the ledger. */
export interface Trouble {
  readonly code: string;
  /** A sentence's words without a full stop, on one line. Holds AWS's words: escape before showing. */
  readonly reason: string;
  readonly remedy: string | null;
}

const again = "run the same command again";
/** The remedy for what failed by chance. */
export const AGAIN = `${again}: it goes on where this one ended`;

/** Why a call failed and what would mend it. */
export function troubleOf(failure: CallFailure): Trouble {
  const { action, resource, kind } = failure;
  const words = said(failure);
  switch (kind) {
    case "denied": {
      const on = resource === null ? "" : ` for ${oneLine(resource)}`;
      const remedy = `allow ${action} in the policy of who runs this, and ${again}`;
      return { code: "DENIED", reason: `${action} is denied${on}`, remedy };
    }
    case "expired":
      return {
        code: "CREDENTIALS",
        reason: `the credentials expired before ${action}`,
        remedy: `sign in to AWS anew (with SSO: aws sso login) and ${again}`,
      };
    case "credentials":
      return {
        code: "CREDENTIALS",
        reason: `AWS does not accept the credentials${words}`,
        remedy: `sign in to AWS anew (with SSO: aws sso login), look at aws sts get-caller-identity, and ${again}`,
      };
    case "throttled":
      return { code: "THROTTLED", reason: `AWS throttled ${action} to the end`, remedy: `in some minutes ${AGAIN}` };
    case "not-found":
      return { code: "NOT_FOUND", reason: `AWS knows no such resource${words}`, remedy: null };
    case "not-ready": {
      const what = /cluster/i.test(failure.code) ? "the cluster" : "the instance";
      const paused = "a paused Serverless instance: connect to it once";
      const remedy = `${again} when it is available (${paused})`;
      return { code: "NOT_READY", reason: `${what} is not ready to be asked${words}`, remedy };
    }
    case "repeated-token":
      return {
        code: failure.code === "" ? "REPEATED_TOKEN" : "TOO_MANY_PAGES",
        reason: `the pages of ${action} do not end: ${phrase(failure.message)}`,
        remedy: AGAIN,
      };
    case "timeout":
    case "network":
    case "server":
      return { code: "UNREACHABLE", reason: `${action} failed${words}`, remedy: AGAIN };
    case "malformed":
      return {
        code: "MALFORMED",
        reason: `the answer to ${action} is none of AWS's${words}`,
        remedy: `look for a proxy between here and AWS that answers in its place, and ${again}`,
      };
    case "short":
      return { code: "SHORT", reason: `${action} gave less than there is${words}`, remedy: AGAIN };
    case "binary":
      return {
        code: "BINARY_REFUSED",
        reason: `AWS calls it binary and does not give it by ${action}`,
        remedy: `allow rds:DownloadCompleteDBLogFile, which gives any bytes, and ${again}`,
      };
    case "refused":
      return { code: "REFUSED", reason: `AWS refused ${action}${words}`, remedy: null };
    default:
      return kind satisfies never;
  }
}

/** An entry of the ledger for a failed call. */
export function entryOf(
  failure: CallFailure,
  about: Pick<AcquisitionEntry, "source" | "subject" | "state" | "consequence">,
): AcquisitionEntry {
  return { ...about, ...troubleOf(failure), call: failure.action, runAgainAfter: null };
}

/** Asking for more of the same would fail the same way: who asks, or the way to AWS, is the trouble and not what is asked. */
export function isHopeless({ kind }: CallFailure): boolean {
  return ["expired", "credentials", "throttled", "timeout", "network", "server"].includes(kind);
}

function phrase(text: string): string {
  return oneLine(text).replace(/[. ]+$/, "");
}

function said({ code, message, attempts }: CallFailure): string {
  const words = phrase([code, message].filter((part) => part !== "").join(": "));
  const tries = attempts > 1 ? ` (${attempts} attempts)` : "";
  return `${words === "" ? "" : `: ${words}`}${tries}`;
}
