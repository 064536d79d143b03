import type { OrdinaryStart } from "../../model/index.ts";
import type { ScanPorts } from "./scan.ts";

/** Beginnings of LOG messages that need not be read. */
export interface Passable {
  readonly session: readonly string[];
  readonly background: readonly string[];
  /** Sessions' messages of which a second's first few are read: see `Keeper.budget`. */
  readonly sampled: readonly string[];
}

function textsOf(starts: readonly OrdinaryStart[], isWanted: (code: number) => boolean): readonly string[] {
  return starts.flatMap(({ text, code }) => (isWanted(code) ? [text] : []));
}

const NONE: Passable = { session: [], background: [], sampled: [] };

/** What may be passed over where so much is kept; null where every record is. */
export function passableOf({ matcher, keep }: Pick<ScanPorts, "matcher" | "keep">): Passable | null {
  if (keep.what === "all") return null;
  const { ordinary } = matcher;
  if (ordinary === undefined) return NONE;
  const isUnread = keep.what === "notable" ? () => true : (code: number) => !keep.codes.has(code);
  return {
    session: textsOf(ordinary.session, isUnread),
    background: textsOf(ordinary.background, isUnread),
    sampled: keep.what === "notable" ? [] : textsOf(ordinary.session, (code) => keep.sampled.has(code)),
  };
}
