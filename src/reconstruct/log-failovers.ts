import {
  type AcceptedWrites,
  type Failover,
  inLife,
  type Cite,
  type Incarnation,
  type Refusals,
  SECOND_US,
} from "../model/index.ts";
import type { OwnRole } from "./roles.ts";

/** What one instance's own log contributes. */
export interface Life {
  readonly instance: string;
  readonly lives: readonly Incarnation[];
  readonly own: OwnRole;
  readonly refusals: Refusals | null;
  readonly accepted: AcceptedWrites;
}

/** The instance whose life ended around `us` and that is not a proven standby: the writer that lost its role. */
export function loser(instances: readonly Life[], us: number, target: string | null): string | null {
  const ended = instances.flatMap(({ instance, lives, own }) => {
    if (instance === target) return [];
    const life = lives.find(
      (each) => each.endKind !== "open" && each.endUs >= us - 120 * SECOND_US && each.endUs <= us + 60 * SECOND_US,
    );
    if (life === undefined || own.standby.some((span) => span.life === life.index)) return [];
    return [{ instance, endUs: life.endUs }];
  });
  ended.sort((a, b) => Math.abs(a.endUs - us) - Math.abs(b.endUs - us));
  if (ended[0] !== undefined) return ended[0].instance;
  const refused = instances.filter(
    ({ instance, refusals }) =>
      instance !== target && refusals !== null && refusals.lastUs >= us && refusals.count >= 3,
  );
  return refused.length === 1 ? (refused[0]?.instance ?? null) : null;
}

/** A promotion on one instance, or a life that was the writer's and comes back refusing writes. */
export function logFailovers(instances: readonly Life[]): readonly Failover[] {
  const found: Failover[] = [];
  for (const target of instances) {
    for (const promotion of target.own.promotions) found.push(promotionFailover(instances, target, promotion));
  }
  for (const old of instances) {
    for (const demotion of demotionsOf(old)) {
      if (found.some((f) => Math.abs(f.t0Us - demotion.us) < 120 * SECOND_US)) continue;
      found.push(demotionFailover(instances, old, demotion));
    }
  }
  for (const moved of movedWrites(instances)) {
    if (!found.some((f) => Math.abs(f.t0Us - moved.t0Us) < 120 * SECOND_US)) found.push(moved);
  }
  found.sort((a, b) => a.t0Us - b.t0Us);
  return found;
}

function promotionFailover(
  instances: readonly Life[],
  target: Life,
  promotion: OwnRole["promotions"][number],
): Failover {
  const oldWriter = loser(instances, promotion.us, target.instance);
  const old = instances.find((each) => each.instance === oldWriter);
  const ended = old?.lives.findLast((life) => life.endKind !== "open" && life.endUs <= promotion.us + 2 * SECOND_US);
  const life = target.lives[promotion.life];
  const ready = life?.ready.findLast((each) => !each.readOnly);
  const t0Us =
    ended !== undefined && promotion.us - ended.endUs < 120 * SECOND_US
      ? Math.min(ended.endUs, promotion.us)
      : promotion.us;
  const back = target.lives.slice(promotion.life + 1).find((later) => isReaderLife(target, later));
  const oldAgain = old?.lives.findLast((each) => each.ready.length > 0);
  const oldWrites =
    old !== undefined && oldAgain !== undefined && !isReaderLife(old, oldAgain) && oldAgain.firstUs > t0Us;
  const wroteAgain = oldWrites && old.accepted.first(oldAgain.firstUs, oldAgain.endUs) !== undefined;
  // The promoted life ended within minutes and the old writer came up after it: who is the writer then is not in `ready`.
  const wentDown =
    life !== undefined && life.endKind !== "open" && life.endUs - promotion.us < 600 * SECOND_US ? life.endUs : null;
  const oldAfter = wentDown !== null && oldWrites && oldAgain.firstUs >= wentDown - 2 * SECOND_US;
  const targetAfter = wentDown !== null && target.accepted.first(wentDown + 1) !== undefined;
  // A target that came back as a reader lost the role again, whoever has it now.
  const reversed = (back !== undefined && (oldWrites || old === undefined)) || (oldAfter && wroteAgain && !targetAfter);
  const unknown = !reversed && oldAfter && !targetAfter;
  return {
    t0Us,
    uncertaintyUs: 2 * SECOND_US,
    t1Us: Math.max(promotion.us, reversed ? (oldAgain?.ready.at(-1)?.us ?? 0) : (ready?.us ?? promotion.us)),
    target: target.instance,
    oldWriter,
    endWriter: reversed ? oldWriter : unknown ? null : target.instance,
    outcome: reversed ? "reversed" : unknown ? "unknown" : "completed",
    initiator: null,
    source: "recovery-lines",
    started: [{ row: promotion.row }],
    ended: reversed
      ? [oldAgain?.ready.at(-1)?.row, back?.ready.at(-1)?.row]
          .filter((row) => row !== undefined)
          .map((row): Cite => ({ row }))
      : ready === undefined
        ? []
        : [{ row: ready.row }],
  };
}

/** A life proven or seen to be a reader's. */
function isReaderLife({ own, refusals }: Life, life: Incarnation): boolean {
  if (own.standby.some((span) => span.life === life.index)) {
    return !own.promotions.some((promotion) => promotion.life === life.index);
  }
  const sessions = refusals?.sessions.filter((s) => inLife(life, s.firstRow)) ?? [];
  const lastUs = sessions.reduce((latest, s) => Math.max(latest, s.lastUs), Number.NEGATIVE_INFINITY);
  return sessions.length >= 2 && lastUs >= life.endUs - 5 * SECOND_US;
}

interface Demotion {
  readonly us: number;
  readonly row: number;
  readonly refusedRow: number;
  readonly life: number;
}

/** A life that ended and whose successor refused the writes of several sessions although the one before did not. */
function* demotionsOf({ lives, refusals, own }: Life): Iterable<Demotion> {
  if (refusals === null) return;
  for (const life of lives) {
    const before = lives[life.index - 1];
    if (before === undefined || own.standby.some((span) => span.life === before.index)) continue;
    const refusedBefore = refusals.sessions.some((s) => inLife(before, s.firstRow));
    const refused = refusals.sessions.filter((s) => inLife(life, s.firstRow));
    if (refusedBefore || refused.length < 2) continue;
    const row = before.shutdownRequested?.row ?? before.shutDown?.row ?? before.crash?.at.row ?? life.start?.row;
    const first = refused[0];
    if (row === undefined || first === undefined) continue;
    yield { us: before.endUs, row, refusedRow: first.firstRow, life: life.index };
  }
}

function demotionFailover(instances: readonly Life[], old: Life, demotion: Demotion): Failover {
  const last = old.lives.findLast((life) => life.ready.length > 0);
  const reversed = last !== undefined && last.index > demotion.life && !isReaderLife(old, last);
  const target = instances.find(
    (each) =>
      each !== old &&
      each.lives.some(
        (life) =>
          life.start !== null &&
          life.ready.some((ready) => !ready.readOnly && Math.abs(ready.us - demotion.us) < 120 * SECOND_US) &&
          !isReaderLife(each, life),
      ),
  );
  return {
    t0Us: demotion.us,
    uncertaintyUs: 2 * SECOND_US,
    t1Us: reversed ? (last.ready.at(-1)?.us ?? demotion.us) : demotion.us,
    target: target?.instance ?? null,
    oldWriter: old.instance,
    endWriter: reversed ? old.instance : (target?.instance ?? null),
    outcome: reversed ? "reversed" : target === undefined ? "unknown" : "completed",
    initiator: null,
    source: "refusals",
    started: [{ row: demotion.row }, { row: demotion.refusedRow }],
    ended: reversed && last.ready.at(-1) !== undefined ? [{ row: last.ready.at(-1)?.row ?? 0 }] : [],
  };
}

/** How a failover ended when events do not say: the target came up and takes writes while the old writer does not. */
export function endFromLogs(
  instances: readonly Life[],
  t0Us: number,
  target: string,
  oldWriter: string | null,
): Pick<Failover, "t1Us" | "endWriter" | "outcome" | "ended"> | null {
  const came = instances.find((each) => each.instance === target);
  const old = instances.find((each) => each.instance === oldWriter);
  const last = came?.lives.findLast((life) =>
    life.ready.some((ready) => !ready.readOnly && ready.us >= t0Us - 5 * SECOND_US),
  );
  const ready = last?.ready.findLast((each) => !each.readOnly);
  const oldLast = old?.lives.at(-1);
  if (came === undefined || last === undefined || ready === undefined || isReaderLife(came, last)) return null;
  if (old === undefined || oldLast === undefined || !isReaderLife(old, oldLast)) return null;
  return { t1Us: ready.us, endWriter: target, outcome: "completed", ended: [{ row: ready.row }] };
}

/** Writes were accepted on one instance until its life ended, and from then on only on another. */
function* movedWrites(instances: readonly Life[]): Iterable<Failover> {
  for (const old of instances) {
    for (const life of old.lives) {
      if (life.endKind === "open" || Number.isNaN(life.endUs)) continue;
      if (old.accepted.first(life.endUs + 1) !== undefined) continue;
      const before = old.accepted.last(life.endUs);
      if (before === undefined) continue;
      for (const target of instances) {
        const first = target === old ? undefined : target.accepted.first();
        if (first === undefined || first.us < life.endUs || first.us - life.endUs > 600 * SECOND_US) continue;
        const end = life.shutDown?.row ?? life.crash?.at.row ?? life.shutdownRequested?.row;
        yield {
          t0Us: life.endUs,
          uncertaintyUs: 2 * SECOND_US,
          t1Us: first.us,
          target: target.instance,
          oldWriter: old.instance,
          endWriter: target.instance,
          outcome: "completed",
          initiator: null,
          source: "refusals",
          started: end === undefined ? [] : [{ row: end }],
          ended: [
            { row: before.row, store: before.store },
            { row: first.row, store: first.store },
          ],
        };
      }
    }
  }
}
