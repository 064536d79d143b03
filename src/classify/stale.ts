import {
  type Cite,
  type ClientFacts,
  type InstanceFacts,
  type Moment,
  type RefusedSession,
  SECOND_US,
  type StalenessSubtype,
} from "../model/index.ts";
import { changeWindowEnd } from "./change-window.ts";
import { instanceNamed, type Scene } from "./scene.ts";
import { staleContext } from "./stale-context.ts";
import { subtypeOf } from "./subtype.ts";

/** A new writer that demonstrably took writes: the moment from which a refusal elsewhere is stale. */
interface NewWriter {
  readonly instance: string | null;
  /** Its `ready` line, or null: then `readyUs` is the end of the failover as its source tells it. */
  readonly ready: Moment | null;
  readonly readyUs: number;
  /** First write shown on it, or by a client after it was ready; NaN when none is shown. */
  readonly writingUs: number;
  readonly cites: readonly Cite[];
}

/** What is left behind on the old writer after a change of the writer. */
export interface Staleness {
  /** Seconds the last refusal came after the new writer was demonstrably writing (or ready plus grace). */
  readonly seconds: number;
  readonly subtype: StalenessSubtype;
  readonly subtypeReason: string;
  readonly server: {
    readonly instance: InstanceFacts;
    readonly sessions: readonly RefusedSession[];
    readonly count: number;
  } | null;
  readonly clients: readonly ClientFacts[];
  readonly newWriter: NewWriter;
  /** The reference was a demonstrated write, not a grace period. */
  readonly demonstrated: boolean;
}

/** When the writer after the change was up and who showed that it takes writes. */
export function newWriterOf(scene: Scene): NewWriter | null {
  const { failover } = scene;
  if (failover === null) return null;
  const writer = instanceNamed(scene, failover.endWriter);
  const untilUs = changeWindowEnd(scene);
  const life = writer?.incarnations.findLast((each) =>
    each.ready.some((r) => !r.readOnly && r.us >= failover.t0Us - 2 * SECOND_US && r.us <= untilUs),
  );
  const ready = life?.ready.findLast((each) => !each.readOnly && each.us <= untilUs);
  const readyUs = ready?.us ?? failover.t1Us;
  const accepted = writer?.accepted.first(readyUs);
  const served = firstSuccessAfterTrouble(scene, readyUs);
  const writingUs = Math.min(accepted?.us ?? Number.POSITIVE_INFINITY, served?.us ?? Number.POSITIVE_INFINITY);
  const cites: Cite[] = [];
  if (accepted !== undefined) cites.push({ row: accepted.row, store: accepted.store });
  if (served !== undefined) cites.push({ row: served.row });
  return {
    instance: failover.endWriter,
    ready: ready ?? null,
    readyUs,
    writingUs: Number.isFinite(writingUs) ? writingUs : Number.NaN,
    cites,
  };
}

/** First ordinary record of a client after its last failure, once the new writer was ready. */
function firstSuccessAfterTrouble(
  scene: Scene,
  readyUs: number,
): { readonly us: number; readonly row: number } | undefined {
  const found = scene.facts.clients.flatMap((client) => {
    const lastTroubleUs = client.errors.reduce((latest, run) => Math.max(latest, run.lastUs), Number.NEGATIVE_INFINITY);
    const success = client.successes.find((s) => s.us > Math.max(readyUs, lastTroubleUs) && s.us <= scene.endUs);
    return success === undefined || !Number.isFinite(lastTroubleUs) ? [] : [{ us: success.us, row: success.row }];
  });
  return found.sort((a, b) => a.us - b.us)[0];
}

/** Sessions and clients still refused long after the change of the writer, or null when there are none. */
export function stalenessOf(scene: Scene): Staleness | null {
  const { failover, thresholds } = scene;
  const newWriter = newWriterOf(scene);
  if (failover === null || newWriter === null) return null;
  const demonstrated = !Number.isNaN(newWriter.writingUs);
  // 15 s after a demonstrated write, but never later than the grace after completion: when everybody is stale, nobody
  // shows a write until the end.
  const byWriteUs = demonstrated
    ? newWriter.writingUs + thresholds.staleAfterWriteSeconds * SECOND_US
    : Number.POSITIVE_INFINITY;
  const byGraceUs = Math.max(newWriter.readyUs, failover.t1Us) + thresholds.stalenessGraceSeconds * SECOND_US;
  const staleFromUs = Math.min(byWriteUs, byGraceUs);
  const referenceUs = byWriteUs <= byGraceUs ? newWriter.writingUs : Math.max(newWriter.readyUs, failover.t1Us);
  const beforeUs = failover.t0Us - 5 * SECOND_US;

  const candidates = scene.facts.instances
    .filter((instance) => instance.id !== failover.endWriter && instance.refusals !== null)
    .map((instance) => {
      const all = instance.refusals?.sessions ?? [];
      // Whoever was refused before the change writes to a reader anyway: that is misrouting, not staleness.
      const before = new Set(all.filter((s) => s.firstUs < beforeUs).map((s) => s.who));
      const misrouted = before.size > 0 && all.every((s) => before.has(s.who));
      const sessions = misrouted ? [] : all.filter((s) => s.lastUs >= failover.t0Us && s.firstUs <= scene.endUs);
      return {
        instance,
        sessions,
        lastUs: sessions.reduce((latest, s) => Math.max(latest, s.lastUs), Number.NEGATIVE_INFINITY),
      };
    })
    .filter(({ lastUs }) => lastUs > staleFromUs)
    .sort((a, b) => b.lastUs - a.lastUs);
  const clients = scene.facts.clients.filter((client) => {
    const late = client.refusedUs.filter((us) => us > staleFromUs && us <= scene.endUs);
    const early = client.refusedUs.some((us) => us < beforeUs);
    return late.length > 0 && !early;
  });
  const worst = candidates[0];
  if (worst === undefined && clients.length === 0) return null;
  const lastUs = Math.max(
    worst?.lastUs ?? Number.NEGATIVE_INFINITY,
    ...clients.map((client) => client.refusedUs.findLast((us) => us <= scene.endUs) ?? Number.NEGATIVE_INFINITY),
  );
  const sessions = worst?.sessions ?? [];
  const { subtype, subtypeReason } = subtypeOf({
    sessions,
    referenceUs,
    changeUs: failover.t0Us,
    windowUs: failover.t0Us - thresholds.failoverLeadSeconds * SECOND_US,
    instances: worst === undefined ? [] : [worst.instance],
    ...staleContext(scene, clients, sessions, referenceUs, lastUs),
  });
  return {
    seconds: (lastUs - referenceUs) / SECOND_US,
    subtype,
    subtypeReason,
    server:
      worst === undefined
        ? null
        : {
            instance: worst.instance,
            sessions: worst.sessions,
            count: worst.sessions.reduce((sum, s) => sum + s.count, 0),
          },
    clients,
    newWriter,
    demonstrated: byWriteUs <= byGraceUs,
  };
}
