import {
  asInstant,
  type Cite,
  formatUtc,
  type Incarnation,
  type InstanceFacts,
  type InstanceReport,
  type InstanceState,
  type InstanceStateReport,
  type RoleSpan,
} from "../model/index.ts";
import type { EvidenceBook } from "./evidence-book.ts";

interface Piece {
  readonly state: InstanceState;
  readonly startUs: number;
  readonly endUs: number;
  readonly cites: readonly Cite[];
}

/** States of an instance over time, from its own log; each with the role and the role's source at that time. */
export function instanceReport(instance: InstanceFacts, book: EvidenceBook): InstanceReport {
  const pieces = instance.incarnations.flatMap((life) => [...lifePieces(life, instance.incarnations[life.index + 1])]);
  const states = pieces
    .filter((piece) => !Number.isNaN(piece.startUs) && piece.endUs >= piece.startUs)
    .flatMap((piece) => withRoles(piece, instance.roles))
    .flatMap(({ piece, role }): InstanceStateReport[] => {
      const start = asInstant(piece.startUs);
      const end = asInstant(piece.endUs);
      if (start === null || end === null) return [];
      return [
        {
          state: piece.state,
          role: role?.role ?? "unknown",
          roleSource: role?.source ?? "none",
          start: formatUtc(start, "millisecond"),
          end: formatUtc(end, "millisecond"),
          evidence: book.cite([...piece.cites, ...(role === null ? [] : role.cites.slice(0, 1))]),
        },
      ];
    });
  const seen = instance.seen.map(({ text, count, cites }) => ({ text, evidence: book.cite(cites, count) }));
  return { id: instance.id, states, seen };
}

function rows(...found: readonly (number | null | undefined)[]): readonly Cite[] {
  return found.flatMap((row): Cite[] => (row === null || row === undefined ? [] : [{ row }]));
}

function* lifePieces(life: Incarnation, next: Incarnation | undefined): Iterable<Piece> {
  const firstReady = life.ready[0];
  // Lines without a time give no state a beginning or an end.
  if ([firstReady, life.crash?.at, life.shutDown, life.shutdownRequested].some((moment) => moment?.dated === false))
    return;
  const readyUs = life.start === null ? life.firstUs : (firstReady?.us ?? Number.NaN);
  const stopUs = life.crash?.at.us ?? life.shutdownRequested?.us ?? life.endUs;
  if (life.start !== null) {
    const endUs = Number.isNaN(readyUs) ? life.endUs : readyUs;
    yield {
      state: life.found?.startsWith("interrupted") === true ? "recovering" : "starting",
      startUs: life.firstUs,
      endUs,
      cites: rows(life.start.row),
    };
  }
  if (!Number.isNaN(readyUs))
    yield { state: "ready", startUs: readyUs, endUs: Math.max(readyUs, stopUs), cites: rows(firstReady?.row) };
  if (life.crash !== null && life.crash.kind !== "lost") {
    yield { state: "crashed", startUs: life.crash.at.us, endUs: life.endUs, cites: rows(life.crash.at.row) };
  } else if (life.shutdownRequested !== null) {
    yield {
      state: "stopping",
      startUs: life.shutdownRequested.us,
      endUs: life.endUs,
      cites: rows(life.shutdownRequested.row, life.shutDown?.row),
    };
  }
  if (next !== undefined && next.firstUs > life.endUs) {
    yield {
      state: life.endKind === "lost" ? "unknown" : "down",
      startUs: life.endUs,
      endUs: next.firstUs,
      cites: rows(life.shutDown?.row),
    };
  }
}

/** Cuts a `ready` piece where its role changes; a role is named only with its source. */
function withRoles(
  piece: Piece,
  roles: readonly RoleSpan[],
): readonly { readonly piece: Piece; readonly role: RoleSpan | null }[] {
  if (piece.state !== "ready") return [{ piece, role: null }];
  const found: { piece: Piece; role: RoleSpan | null }[] = [];
  let at = piece.startUs;
  for (const role of roles) {
    if (role.endUs < at || role.startUs > piece.endUs) continue;
    const startUs = Math.max(at, role.startUs);
    const endUs = Math.min(piece.endUs, role.endUs);
    if (startUs > at) found.push({ piece: { ...piece, startUs: at, endUs: startUs }, role: null });
    if (endUs > startUs) found.push({ piece: { ...piece, startUs, endUs }, role });
    at = Math.max(at, endUs);
  }
  if (at < piece.endUs || found.length === 0) found.push({ piece: { ...piece, startUs: at }, role: null });
  return found;
}
