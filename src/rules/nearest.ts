import { failedNarrowly, type Test } from "./condition.ts";
import type { RuleEvent } from "./event.ts";
import type { GroupHits, Window } from "./near-window.ts";
import type { SequenceRule } from "./rule.ts";

/** What comes closest to a step that is missing. */
export type Nearest =
  /** The same group has it, this far outside of the window. */
  | { readonly kind: "outside"; readonly event: RuleEvent; readonly byUs: number; readonly late: boolean }
  /** It fits, but nothing says when it was. */
  | { readonly kind: "undated"; readonly event: RuleEvent }
  /** Another group has it. */
  | { readonly kind: "elsewhere"; readonly event: RuleEvent; readonly group: string | null }
  /** The line itself is there, but one field is another. */
  | { readonly kind: "field"; readonly event: RuleEvent; readonly test: Test }
  | { readonly kind: "nothing" };

/** An event that is all a step asks for but for one field. */
interface Narrow {
  readonly event: RuleEvent;
  readonly test: Test;
}

/** What was seen beside the group in question. */
export interface Beside {
  readonly groups: readonly GroupHits[];
  /** By step: the first undated event that it would take. */
  readonly undated: ReadonlyMap<number, RuleEvent>;
  /** By step and group: the first event that it takes but for one field. */
  readonly narrow: ReadonlyMap<number, ReadonlyMap<string | null, Narrow>>;
}

/** What comes closest to a step that the group lacks in its window, what is most telling first. */
export function nearestOf(rule: SequenceRule, step: number, group: GroupHits, window: Window, beside: Beside): Nearest {
  const outside = outsideOf(rule, step, group, window);
  if (outside !== null) return outside;
  const undated = beside.undated.get(step);
  if (undated !== undefined) return { kind: "undated", event: undated };
  const narrow = beside.narrow.get(step);
  const own = narrow?.get(group.group);
  if (own !== undefined) return { kind: "field", ...own };
  for (const other of beside.groups) {
    if (other === group) continue;
    const point = other.points.find((_, i) => takes(other, i, step));
    if (point !== undefined) return { kind: "elsewhere", event: point.event, group: other.group };
  }
  const [anybody] = narrow?.values() ?? [];
  return anybody === undefined ? { kind: "nothing" } : { kind: "field", ...anybody };
}

function takes({ masks }: GroupHits, i: number, step: number): boolean {
  return ((masks[i] ?? 0) & (1 << step)) !== 0;
}

function outsideOf(rule: SequenceRule, step: number, group: GroupHits, { fromUs, toUs }: Window): Nearest | null {
  let nearest: Extract<Nearest, { kind: "outside" }> | null = null;
  for (const [i, { us, event }] of group.points.entries()) {
    if (!takes(group, i, step)) continue;
    const late = us > toUs;
    const byUs = late ? us - fromUs - rule.withinUs : toUs - rule.withinUs - us;
    if (byUs > 0 && byUs < (nearest?.byUs ?? Number.POSITIVE_INFINITY))
      nearest = { kind: "outside", event, byUs, late };
  }
  return nearest;
}

/** For the steps given: the first event of each group that lacks only its role, level or source. */
export function narrowMisses(
  rule: SequenceRule,
  steps: readonly number[],
  events: () => Iterable<RuleEvent>,
): Beside["narrow"] {
  const found = new Map(steps.map((step) => [step, new Map<string | null, Narrow>()]));
  if (steps.length === 0) return found;
  for (const event of events()) {
    const group = rule.key === "none" ? null : event[rule.key];
    for (const [i, narrow] of found) {
      const step = rule.steps[i];
      if (step === undefined || narrow.has(group)) continue;
      const test = failedNarrowly(step.condition, event);
      if (test !== null) narrow.set(group, { event, test });
    }
  }
  return found;
}
