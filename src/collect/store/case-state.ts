import type { AcquisitionEntry, CaseFile } from "../case-store.ts";
import type { EndedUnit } from "./units.ts";
import type { FileStat } from "./disk.ts";
import type { Damage } from "./whole-file.ts";

/** What is known of a case while it is written. */
export interface CaseState {
  /** By subject, as the journal has them. */
  readonly units: Map<string, EndedUnit>;
  /** What lies at its name, by path. */
  readonly placed: Map<string, CaseFile>;
  /** What this run saw of a file when it knew that it has its hash, by path. */
  readonly stats: Map<string, FileStat>;
  /** Files of former runs that were not what they had been. */
  readonly damaged: Map<string, { readonly damage: Damage; readonly file: CaseFile }>;
  /**
   * Takes a path for a subject.
   *
   * @param mayTake whether a path of that other subject may be taken: not when it was asked for in this run
   * @returns gives it back to whom it was taken from
   * @throws {RangeError} when it may not, or when there is the same path in other capitals
   */
  claim(path: string, subject: string, mayTake: (subject: string) => boolean): () => void;
  /** Whose a path is; null when nobody's. */
  ownerOf(path: string): string | null;
  disown(path: string): void;
}

export function caseState(former: ReadonlyMap<string, EndedUnit>): CaseState {
  const units = new Map(former);
  const placed = new Map<string, CaseFile>();
  // In lower case: some file systems do not tell capitals apart.
  const owners = new Map<string, { readonly path: string; readonly subject: string }>();
  for (const unit of units.values()) {
    for (const file of unit.files) {
      placed.set(file.path, file);
      owners.set(file.path.toLowerCase(), { path: file.path, subject: unit.subject });
    }
  }
  return {
    units,
    placed,
    stats: new Map(),
    damaged: new Map(),
    claim(path, subject, mayTake) {
      const lower = path.toLowerCase();
      const owner = owners.get(lower);
      if (owner !== undefined && owner.path !== path)
        throw new RangeError(`${path} differs from ${owner.path} in case only`);
      if (owner !== undefined && owner.subject !== subject && !mayTake(owner.subject)) {
        throw new RangeError(`${path} belongs to ${owner.subject}, not to ${subject}`);
      }
      owners.set(lower, { path, subject });
      return () => {
        if (owner === undefined) owners.delete(lower);
        else owners.set(lower, owner);
      };
    },
    ownerOf: (path) => owners.get(path.toLowerCase())?.subject ?? null,
    disown: (path) => void owners.delete(path.toLowerCase()),
  };
}

const DAMAGE = {
  changed: { code: "CHANGED_ON_DISK", words: "it was changed since" },
  missing: { code: "MISSING_ON_DISK", words: "it is not there any more" },
  unreadable: { code: "UNREADABLE_ON_DISK", words: "it cannot be read any more" },
} as const;

/** What became of files that were changed behind the store's back; none of it is in the journal. */
export function damageEntries(state: CaseState): readonly AcquisitionEntry[] {
  return [...state.damaged].map(([path, { damage, file }]) => {
    const now = state.placed.get(path);
    const fetched = now !== undefined && now !== file;
    const lost = damage === "changed" ? "partial" : "none";
    return {
      source: "case-folder",
      subject: path,
      state: fetched ? "complete" : lost,
      code: DAMAGE[damage].code,
      call: null,
      reason: `collected by an earlier run, ${DAMAGE[damage].words}; it was ${fetched ? "" : "not "}fetched again`,
      consequence: fetched ? null : "what it held cannot be relied on",
      remedy: null,
      runAgainAfter: null,
    };
  });
}
