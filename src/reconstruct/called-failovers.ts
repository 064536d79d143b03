import { type ApiCall, type Cite, type Failover, SECOND_US } from "../model/index.ts";
import type { Life } from "./log-failovers.ts";
import { failoverStarted } from "./told-start.ts";

/** How long after the call what it started may show in events or logs. */
const NEAR_US = 120 * SECOND_US;
/** How long after the event of a start its call may be stamped; calls while a failover runs are refused. */
const LATE_US = 30 * SECOND_US;
/** `FailoverDBCluster` answers in less than a second; what follows shows within some (DOMAIN §4.1, §2.1). */
const CALL_UNCERTAINTY_US = 5 * SECOND_US;
/** Instances' stamps are whole seconds of their own clocks, and may be before the call they follow. */
const EARLY_US = 10 * SECOND_US;

/** Whether RDS events tell of it. */
export function isOfEvents({ started, ended }: Failover): boolean {
  return [...started, ...ended].some((cite) => "event" in cite);
}

/** Each failover with the call that asked for it, and a failover for each call whose effect nothing else shows. */
export function withCalls(
  seen: readonly Failover[],
  calls: readonly ApiCall[],
  instances: readonly Life[],
  named: ReadonlySet<string>,
): readonly Failover[] {
  const callOf = new Map<Failover, ApiCall>();
  const used = new Set<ApiCall>();
  for (const { call, failover } of nearestFirst(seen, calls)) {
    if (used.has(call) || callOf.has(failover)) continue;
    callOf.set(failover, call);
    used.add(call);
  }
  const merged = seen.map((failover) => {
    const call = callOf.get(failover);
    if (call === undefined) return failover;
    return isOfEvents(failover) ? eventWithCall(failover, call, named) : logWithCall(failover, call);
  });
  const alone = calls
    .filter((call) => !used.has(call))
    .map(({ us, target, exhibit }) => {
      const cite: Cite = { exhibit };
      const who = { initiator: "customer", source: "cloudtrail" } as const;
      return failoverStarted({ us, uncertaintyUs: CALL_UNCERTAINTY_US, target, cite, ...who }, instances, named);
    });
  return [...merged, ...alone];
}

function nearestFirst(
  seen: readonly Failover[],
  calls: readonly ApiCall[],
): readonly { readonly call: ApiCall; readonly failover: Failover }[] {
  return calls
    .flatMap((call) => seen.filter((failover) => fits(failover, call)).map((failover) => ({ call, failover })))
    .sort(
      (a, b) =>
        Math.abs(a.call.us - a.failover.t0Us) - Math.abs(b.call.us - b.failover.t0Us) ||
        a.call.us - b.call.us ||
        a.failover.t0Us - b.failover.t0Us,
    );
}

function fits(failover: Failover, call: ApiCall): boolean {
  const later = failover.t0Us - call.us;
  if (!isOfEvents(failover)) return later >= -EARLY_US && later <= NEAR_US;
  const same = call.target === null || failover.target === null || call.target === failover.target;
  const lateUs = Math.max(LATE_US, failover.t1Us - failover.t0Us);
  return later <= NEAR_US && -later <= lateUs && (same || failover.started.length === 0);
}

/** What events say stands; where none tells the start, the call tells when and to which instance. */
function eventWithCall(failover: Failover, call: ApiCall, named: ReadonlySet<string>): Failover {
  const cite: Cite = { exhibit: call.exhibit };
  const initiator = failover.initiator ?? "customer";
  const started = [...failover.started, cite];
  if (failover.started.length > 0) return { ...failover, target: failover.target ?? call.target, initiator, started };
  const { endWriter, outcome } = failover;
  const target = call.target ?? failover.target;
  const elsewhere = outcome === "completed" && endWriter !== null && endWriter !== target;
  return {
    ...failover,
    t0Us: Math.min(failover.t0Us, call.us),
    target,
    initiator,
    started,
    ...(elsewhere ? { outcome: "reversed", oldWriter: named.size === 2 ? endWriter : null } : {}),
  };
}

/** The call tells the start, the logs tell the end. */
function logWithCall(failover: Failover, call: ApiCall): Failover {
  const { endWriter, oldWriter, outcome } = failover;
  const target = call.target ?? failover.target;
  const elsewhere = outcome === "completed" && endWriter !== null && endWriter !== target;
  return {
    ...failover,
    t0Us: call.us,
    uncertaintyUs: CALL_UNCERTAINTY_US,
    t1Us: Math.max(call.us, failover.t1Us),
    target,
    outcome: elsewhere ? (endWriter === oldWriter ? "reversed" : "failed") : outcome,
    initiator: "customer",
    started: [{ exhibit: call.exhibit }, ...failover.started],
  };
}
