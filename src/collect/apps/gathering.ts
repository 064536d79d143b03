import type { AcquisitionEntry, CaseFile } from "../case-store.ts";
import type { CollectContext } from "../context.ts";
import type { Claims } from "./claims.ts";

/** What every kind of source works with. */
export interface Gathering {
  readonly context: CollectContext;
  readonly claims: Claims;
  /** Names of services that are known. */
  readonly services: readonly string[];
}

/** Files of a unit are there: progress hears of them, and their paths are taken. */
export function arrived({ context, claims }: Gathering, files: readonly CaseFile[], reused: boolean): void {
  const { progress } = context;
  for (const { path, bytes } of files) {
    claims.taken(path);
    if (reused) {
      progress.expect(1, bytes);
      progress.bytes(bytes);
    }
    progress.file(path, reused);
  }
}

/** An entry of the ledger about an application's log. */
export function appEntry(
  subject: string,
  facts: Pick<AcquisitionEntry, "state" | "reason"> & Partial<AcquisitionEntry>,
): AcquisitionEntry {
  return {
    source: "application",
    subject,
    code: null,
    call: null,
    consequence: null,
    remedy: null,
    runAgainAfter: null,
    ...facts,
  };
}

/** What it means that a client's log is not there. */
export function unseen(service: string): string {
  return `what ${service} saw, and when it recovered, is not known from its own log`;
}
