/** Token buckets by IAM action. They run on the machine's clock: clients wait in real time, whatever the world's clock says. */
import type { Rules } from "./service.ts";

/** True when the call may go on; a false one has used nothing. */
export type Throttle = (iamAction: string) => boolean;

/** Buckets that follow `rules.throttles` as tests change it. */
export function throttle(rules: Rules, nowMs: () => number = () => performance.now()): Throttle {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  return (action) => {
    const limit = rules.throttles.get(action);
    if (limit === undefined) return true;
    const now = nowMs();
    const bucket = buckets.get(action) ?? { tokens: limit.burst, atMs: now };
    buckets.set(action, bucket);
    bucket.tokens = Math.min(limit.burst, bucket.tokens + ((now - bucket.atMs) / 1000) * limit.perSecond);
    bucket.atMs = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  };
}
