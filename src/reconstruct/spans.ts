import {
  type AcceptedWrites,
  inLife,
  type Incarnation,
  type Overlap,
  SECOND_US,
  type Thresholds,
  type WritableSpan,
} from "../model/index.ts";
import type { Life } from "./log-failovers.ts";

/**
 * When an instance could have accepted writes (P8): from `ready` to the end of that life, unless its own log proves a
 * standby or its sessions were being refused at that moment. Unknown roles give a possible span, never none.
 */
export function writableSpansOf(instance: Life, accepted: AcceptedWrites): readonly WritableSpan[] {
  return instance.lives.flatMap((life) => {
    const span = writableSpan(instance, life, accepted);
    return span === null ? [] : [span];
  });
}

function writableSpan(instance: Life, life: Incarnation, accepted: AcceptedWrites): WritableSpan | null {
  const promotion = instance.own.promotions.find((each) => each.life === life.index);
  if (promotion === undefined && instance.own.standby.some((span) => span.life === life.index)) return null;
  const ready = life.ready.findLast((each) => !each.readOnly);
  const startShown = ready !== undefined || promotion !== undefined || life.start === null;
  if (!startShown && !servedSessions(instance, life, accepted)) return null; // never came up
  let startUs = promotion?.us ?? ready?.us ?? life.firstUs;
  const refused = (instance.refusals?.sessions ?? []).filter((s) => inLife(life, s.firstRow) && s.lastUs >= startUs);
  const lastRefusedUs = refused.reduce((latest, s) => Math.max(latest, s.lastUs), Number.NEGATIVE_INFINITY);
  const [bornUs, endUs] = [startUs, life.endUs];
  const proven = accepted.first(bornUs, endUs) !== undefined;
  // Refusals of two or more sessions mean the instance was read-only until the last of them, unless writes went on
  // beside them (then those sessions were read-only, not the instance).
  if (refused.length >= 2 && accepted.first(bornUs, Math.min(endUs, lastRefusedUs - 1)) === undefined) {
    if (lastRefusedUs >= life.endUs - SECOND_US && !proven) return null;
    startUs = Math.max(startUs, lastRefusedUs);
  }
  // An undated line has a place, not a time: a span that rests on one cannot be compared.
  const undated = ready?.dated === false || life.crash?.at.dated === false || life.shutDown?.dated === false;
  const cites = [ready?.row ?? life.start?.row, life.crash?.at.row ?? life.shutDown?.row].filter(
    (row) => row !== undefined,
  );
  return {
    instance: instance.instance,
    incarnation: life.index,
    startUs: undated ? Number.NaN : startUs,
    endUs: undated ? Number.NaN : life.endUs,
    proven,
    startShown,
    cites: cites.map((row) => ({ row })),
  };
}

/** Signs that sessions were served although no `ready` line is in the log. */
function servedSessions(instance: Life, life: Incarnation, accepted: AcceptedWrites): boolean {
  return (
    life.crash?.clientBackend === true ||
    accepted.first(life.firstUs, life.endUs) !== undefined ||
    (instance.refusals?.sessions.some((session) => inLife(life, session.firstRow)) ?? false)
  );
}

/** Overlap of two writable spans less the uncertainty of both clocks (P9). */
export function overlapOf(a: WritableSpan, b: WritableSpan, options: Thresholds): Overlap {
  const uncertainty = 2 * options.clockUncertaintySeconds;
  const seconds = (Math.min(a.endUs, b.endUs) - Math.max(a.startUs, b.startUs)) / SECOND_US;
  if (Number.isNaN(seconds)) return { a, b, state: "undecidable", seconds: Number.NaN };
  const shown = a.startShown && b.startShown;
  const state = shown && seconds - uncertainty > 0 ? "proven" : seconds + uncertainty >= 0 ? "undecidable" : "excluded";
  return { a, b, state, seconds: state === "proven" ? seconds - uncertainty : seconds };
}
