import type { CallFailure } from "../calls.ts";
import type { AcquisitionEntry } from "../case-store.ts";

/** What a failed call takes away. */
export interface Loss {
  readonly source: AcquisitionEntry["source"];
  readonly subject: string;
  /** `partial` when something of the subject is there all the same. */
  readonly state: "none" | "partial";
  readonly consequence: string;
}

/** The ledger's entry of a call that failed: AWS's reason on one line, and what would mend it. */
export function entryOfFailure(failure: CallFailure, { source, subject, state, consequence }: Loss): AcquisitionEntry {
  const { kind, action, resource } = failure;
  return {
    source,
    subject,
    state,
    code: kind.toUpperCase().replaceAll("-", "_"),
    call: action,
    reason:
      kind === "denied"
        ? `${action} is denied${resource === null ? "" : ` for ${oneLine(resource)}`}`
        : `${action} failed: ${words(failure)}`,
    consequence,
    remedy: kind === "denied" ? `allow ${action}` : remedies[kind],
    runAgainAfter: null,
  };
}

const again = "run the same command again: it goes on where this one ended";
const remedies: Readonly<Record<CallFailure["kind"], string | null>> = {
  denied: null,
  expired: "renew the credentials and run the same command again",
  credentials: "give credentials AWS knows and run the same command again",
  throttled: again,
  "not-found": null,
  "not-ready": "wait until the instance is available and run the same command again",
  refused: null,
  binary: null,
  timeout: again,
  network: again,
  server: again,
  malformed: "look for a proxy between here and AWS that answers in its place, and run the same command again",
  short: again,
  "repeated-token": again,
};

function words({ kind, code, message }: CallFailure): string {
  const told = [code, message].map(oneLine).filter((text) => text !== "");
  return told.length === 0 ? kind.replaceAll("-", " ") : told.join(": ");
}

/** AWS's words are hostile: one line, no control or direction characters, at most 200 characters. */
function oneLine(text: string): string {
  const line = text
    .slice(0, 1000)
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .replace(/[. ]+$/, "")
    .trim();
  return line.length <= 200 ? line : `${line.slice(0, 199)}…`;
}
