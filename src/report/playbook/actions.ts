import type { Report } from "../../model/index.ts";
import { type Action, type Entry, purposes } from "./action.ts";
import { clientEntries } from "./clients.ts";
import { engineEntries } from "./engine.ts";
import { evidenceEntries } from "./evidence.ts";
import { failoverEntries } from "./failover.ts";
import { poolerEntries } from "./poolers.ts";
import { serverEntries } from "./servers.ts";
import { stalenessEntries } from "./staleness.ts";

const all = [
  ...failoverEntries,
  ...engineEntries,
  ...stalenessEntries,
  ...poolerEntries,
  ...clientEntries,
  ...serverEntries,
  ...evidenceEntries,
];

/** The whole playbook in the order in which actions are listed: by purpose, and within one by theme. */
export const playbook: readonly Entry[] = purposes.flatMap((purpose) =>
  all.filter((entry) => entry.purpose === purpose),
);

/**
 * What this report asks for, each with the finding that does: first what still goes on, then what keeps it from
 * happening again, what lets it be seen, and what makes the evidence whole. Where nothing was found or nothing can be
 * decided, only the last. The texts are not escaped for any medium.
 */
export function actions(report: Report): readonly Action[] {
  const open = report.verdict.class === "no-incident" || report.verdict.class === "inconclusive";
  return playbook
    .filter(({ purpose }) => purpose === "evidence" || !open)
    .flatMap(({ id, title, detail, source, mark, addresses, asks }): Action[] => {
      const asked = asks(report);
      if (asked === null) return [];
      const { text, evidence, exactly } = asked;
      const whole = exactly === undefined ? detail : `${detail} ${exactly}`;
      return [{ id, title, detail: whole, because: { text, evidence }, source, mark, addresses }];
    });
}
