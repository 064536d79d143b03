import type { Target } from "../context.ts";
import { membersIn, type PrintedEvent } from "./printed-events.ts";

/**
 * The events without those of blue/green deployments that have nothing to do with the target: DescribeEvents gives the
 * account's, and only messages say whose a deployment is (`Switchover from DB cluster blue to green started`).
 */
export function deploymentsOf(
  target: Target,
  proxies: readonly string[],
  events: readonly PrintedEvent[],
): readonly PrintedEvent[] {
  const names = new Set(
    [target.id, ...target.members.map(({ id }) => id), ...membersIn(events).map(({ id }) => id), ...proxies].map((id) =>
      id.toLowerCase(),
    ),
  );
  const ours = new Set(
    events.flatMap((event) =>
      isDeployment(event) && wordsOf(event.Message ?? "").some((word) => names.has(word))
        ? [event.SourceIdentifier ?? ""]
        : [],
    ),
  );
  return events.filter((event) => !isDeployment(event) || ours.has(event.SourceIdentifier ?? ""));
}

function isDeployment({ SourceType: type }: PrintedEvent): boolean {
  return type === "blue-green-deployment";
}

/** The identifiers of a message: also of a green environment, `orders-green-abc123` (RDS adds `-green-` and six letters). */
function wordsOf(message: string): readonly string[] {
  const words = message.toLowerCase().match(/[a-z][a-z0-9-]*[a-z0-9]|[a-z]/g) ?? [];
  return words.map((word) => word.replace(/-(?:green-[a-z0-9]{6}|old\d+)$/, ""));
}
