import type { Crash, MemoryEvidence, MissingItem, Reason } from "../model/index.ts";
import { reason, type Scene } from "./scene.ts";
import { type Caps, missingForwarding, missingMetrics } from "./wording.ts";

/** Memory of the crashed instance at that moment (P14); `unknown` when nothing was supplied. */
export function memoryAt(scene: Scene, crash: Crash): MemoryEvidence {
  const { instance, at } = crash;
  const known = scene.facts.memory.find((each) => each.instance === instance && each.us === at.us);
  return known ?? { instance, state: "unknown", us: at.us, why: "not supplied", cites: [] };
}

/** Ended by SIGKILL, or in a way that is not shown: lack of memory is then one reading. */
function killed(crash: Crash): boolean {
  return crash.signal === 9 || (crash.signal === null && crash.kind !== "child");
}

/** What ended a process, as far as the evidence goes. The word "out of memory" needs P14. */
export type KillCause = "out-of-memory" | "not-memory" | "signal" | "unknown";

export function killCause(scene: Scene, crash: Crash): KillCause {
  if (!killed(crash)) return crash.signal === null ? "unknown" : "signal";
  const { state } = memoryAt(scene, crash);
  return state === "low" ? "out-of-memory" : state === "comfortable" ? "not-memory" : "unknown";
}

/** Says what is known of memory at each crash, for and against lack of memory. */
export function memoryReasons(
  scene: Scene,
  crashes: readonly Crash[],
): { for: readonly Reason[]; against: readonly Reason[] } {
  const low: Reason[] = [];
  const room: Reason[] = [];
  for (const crash of crashes) {
    const memory = memoryAt(scene, crash);
    if (!killed(crash)) continue;
    if (memory.state === "low") low.push(reason(`${crash.instance} was out of memory: ${memory.why}`, memory.cites));
    if (memory.state === "comfortable")
      room.push(reason(`${crash.instance} had memory left when its process was killed: ${memory.why}`, memory.cites));
  }
  return { for: low, against: room };
}

/** The cap on a crash whose cause is not shown (gates iv and v), and what would show it. */
export function capCause(scene: Scene, crashes: readonly Crash[], caps: Caps, missing: MissingItem[]): void {
  const causes = crashes.map((crash) => killCause(scene, crash));
  const byLineAlone = crashes.some(
    (crash) =>
      killCause(scene, crash) === "out-of-memory" &&
      !memoryAt(scene, crash).cites.some((cite) => "exhibit" in cite || "event" in cite),
  );
  caps.cap(byLineAlone, "probable", "only a line of the log tells of memory, no metric");
  caps.cap(causes.includes("not-memory"), "probable", "memory was left: who killed the process is not shown");
  if (!causes.includes("unknown") && !byLineAlone) return;
  const sigkill = crashes.some(killed);
  caps.cap(
    causes.includes("unknown"),
    "probable",
    sigkill
      ? "no memory metrics: what killed the process is not shown"
      : "why the process failed is not shown by a log",
  );
  if (sigkill) missing.push(missingMetrics(scene, "whether the process was killed for lack of memory"));
}

/** The cap for an unknown forwarding status (P16): with it on, a reader takes writes and refuses none. */
export function capForwarding(scene: Scene, caps: Caps, missing: MissingItem[]): void {
  const { state } = scene.facts.forwarding;
  caps.cap(state === "unknown", "probable", "write forwarding status unknown");
  caps.cap(state === "on", "probable", "write forwarding is on: a reader may take writes and refuses none");
  if (state === "unknown") missing.push(missingForwarding());
}

/** Failovers that went the same way, from the evidence and as people tell it, and told controls with writers paused (P17). */
export function repetitionsOf(scene: Scene): {
  readonly reversed: number;
  readonly reasons: readonly Reason[];
  readonly controlled: boolean;
} {
  const seen = scene.facts.failovers.filter((each) => each.outcome === "reversed");
  const told = scene.facts.documents.operator?.failovers ?? [];
  const further = told.filter(
    (each) =>
      each.outcome === "reversed" &&
      each.writersPaused !== true &&
      !seen.some((failover) => Math.abs(failover.t0Us - each.us) <= 600_000_000),
  );
  const controls = told.filter((each) => each.writersPaused === true && each.outcome === "completed");
  const reversed = seen.length + further.length;
  const reasons: Reason[] = [];
  if (reversed >= 2)
    reasons.push(
      reason(`${reversed} failovers were reversed in the same way`, [
        ...seen.flatMap((each) => each.ended.slice(0, 1)),
        ...further.map(({ exhibit }) => ({ exhibit })),
      ]),
    );
  if (controls.length > 0)
    reasons.push(
      reason(
        "stated by the operator: with all writers paused the same failover completed",
        controls.map(({ exhibit }) => ({ exhibit })),
      ),
    );
  return { reversed, reasons, controlled: controls.length > 0 };
}
