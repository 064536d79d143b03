import type { Member, Target } from "../context.ts";

/** An instance that something other than the cluster itself names as its member. */
export interface SeenMember {
  readonly id: string;
  readonly knownFrom: Exclude<Member["knownFrom"], "cluster">;
}

// RDS's rule: letters, digits and single hyphens, a letter first, 63 characters; stored in lower case.
const identifier = /^[a-z](?:-?[a-z0-9]){0,62}$/;

/** An instance's or cluster's identifier as RDS stores it, null when the text is none. */
export function rdsIdentifier(text: string | null | undefined): string | null {
  const id = (text ?? "").trim().toLowerCase();
  return identifier.test(id) ? id : null;
}

/**
 * The target's members, and behind them, by name, those that only events, the trail or log groups name: instances that
 * were deleted since (`described` is null). Of two that name the same one the first given tells.
 */
export function membersSeen(target: Target, ...seen: readonly (readonly SeenMember[])[]): readonly Member[] {
  const known = new Set(target.members.map(({ id }) => id.toLowerCase()));
  const more = new Map<string, Member>();
  for (const { id: given, knownFrom } of seen.flat()) {
    const id = rdsIdentifier(given);
    if (id === null || known.has(id) || more.has(id)) continue;
    more.set(id, { id, described: null, knownFrom });
  }
  // A single instance has no members that come and go.
  if (target.kind === "instance") return target.members;
  return [...target.members, ...[...more.values()].sort((a, b) => (a.id < b.id ? -1 : 1))];
}
