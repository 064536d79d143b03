import type { AcquisitionEntry } from "../case-store.ts";
import type { CallFailure } from "../calls.ts";

/** What a failed call says to the person who reads the ledger. */
export interface Trouble {
  readonly code: string;
  /** A sentence's words without a full stop. Holds AWS's words: escape before showing. */
  readonly reason: string;
  readonly remedy: string | null;
}

const again = "run the same command again";

/** Why a call failed and what would mend it. */
export function troubleOf(failure: CallFailure): Trouble {
  const { action, resource, kind } = failure;
  switch (kind) {
    case "denied": {
      const on = resource === null ? "" : ` for ${oneLine(resource)}`;
      const remedy = `allow ${action} in the policy of who runs this and ${again}`;
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
        reason: `AWS does not accept the credentials${said(failure)}`,
        remedy: `check them with aws sts get-caller-identity and ${again}`,
      };
    case "throttled":
      return { code: "THROTTLED", reason: `AWS throttled ${action} to the end`, remedy: `${again} in some minutes` };
    case "not-found":
      return { code: "NOT_FOUND", reason: `AWS knows no such resource${said(failure)}`, remedy: null };
    case "not-ready":
      return {
        code: "NOT_READY",
        reason: `it is not ready to be asked${said(failure)}`,
        remedy: `${again} when it is available`,
      };
    case "repeated-token":
      return {
        code: failure.code === "" ? "REPEATED_TOKEN" : "TOO_MANY_PAGES",
        reason: `the pages of ${action} do not end: ${oneLine(failure.message)}`,
        remedy: again,
      };
    case "timeout":
    case "network":
    case "server":
      return { code: "UNREACHABLE", reason: `${action} failed${said(failure)}`, remedy: again };
    case "malformed":
    case "short":
    case "binary":
      return { code: "MALFORMED", reason: `the answer to ${action} is unusable${said(failure)}`, remedy: again };
    case "refused":
      return { code: "REFUSED", reason: `AWS refused ${action}${said(failure)}`, remedy: null };
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

/** Text of AWS on one line, cut to a length that a sentence bears. */
export function oneLine(text: string, max = 240): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= max ? line : `${line.slice(0, max - 1)}…`;
}

function said({ code, message, attempts }: CallFailure): string {
  const words = oneLine([code, message].filter((part) => part !== "").join(": ")).replace(/[. ]+$/, "");
  const tries = attempts > 1 ? ` (${attempts} attempts)` : "";
  return `${words === "" ? "" : `: ${words}`}${tries}`;
}
