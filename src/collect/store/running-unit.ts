import { join } from "node:path";
import type { AcquisitionEntry, CaseFile, FileSink, Kept, Unit } from "../case-store.ts";
import { byText } from "./case-manifest.ts";
import { isCasePath } from "./case-path.ts";
import type { Disk } from "./disk.ts";
import { openSink } from "./sink.ts";
import { ledgerEntry } from "./units.ts";
import type { EndedUnit } from "./units.ts";

/** What a unit needs of the case it runs in. */
export interface UnitGround {
  readonly disk: Disk;
  /** `.collect`. */
  readonly collect: string;
  /** A name in `.collect` that no other file has. */
  newPart(): string;
  /** Takes a path for the unit. @returns gives it back @throws {RangeError} when another unit of this run has it */
  claim(path: string): () => void;
  /** @throws {CaseRefused} when something lies at a path that no unit wrote, or the way there cannot be trusted */
  checkPath(path: string, make: boolean): Promise<void>;
}

/** A unit while its work runs. */
export interface RunningUnit {
  readonly unit: Unit;
  /** Discards what the work left open, and closes the unit to more. */
  conclude(end: "final" | "again"): Promise<{ readonly ended: EndedUnit; readonly parts: ReadonlyMap<string, string> }>;
  /** Forgets everything: parts, claims. */
  abandon(): Promise<void>;
}

/**
 * @param former its files are those that verify
 * @param asOf when the work begins, ISO 8601 UTC
 */
export function startUnit(
  ground: UnitGround,
  subject: string,
  key: string,
  asOf: string,
  former: Kept | null,
): RunningUnit {
  const { disk, collect } = ground;
  const files = new Map<string, CaseFile>();
  const parts = new Map<string, string>();
  /** Paths that the work opened and did not discard, each with what gives it back. */
  const created = new Map<string, () => void>();
  const sinks = new Set<FileSink>();
  const entries: AcquisitionEntry[] = [];
  let open = true;

  function mustBeOpen(): void {
    if (!open) throw new RangeError(`the unit of ${subject} has ended`);
  }

  function giveBack(path: string): void {
    created.get(path)?.();
    created.delete(path);
  }

  async function discardOpen(): Promise<void> {
    open = false;
    await Promise.all([...sinks].map((sink) => sink.discard()));
  }

  const unit: Unit = {
    former,
    async create(path) {
      mustBeOpen();
      if (!isCasePath(path)) throw new RangeError(`not a path of a case: ${path}`);
      if (created.has(path) || files.has(path)) throw new RangeError(`${path} is in this unit already`);
      created.set(path, ground.claim(path));
      try {
        await ground.checkPath(path, false);
        const part = ground.newPart();
        const sink = await openSink(disk, join(collect, part), path, (file) => {
          sinks.delete(sink);
          if (file === null) {
            giveBack(path); // the same path may be tried again, as after a connection that broke
          } else {
            files.set(path, file);
            parts.set(path, part);
          }
        });
        sinks.add(sink);
        if (!open) await sink.discard();
        mustBeOpen();
        return sink;
      } catch (error) {
        giveBack(path);
        throw error;
      }
    },
    keep(path) {
      mustBeOpen();
      const file = former?.files.find((one) => one.path === path);
      if (file === undefined) throw new RangeError(`no former file ${path} to keep`);
      if (created.has(path)) throw new RangeError(`${path} is in this unit already`);
      files.set(path, file);
    },
    note(entry) {
      mustBeOpen();
      entries.push(ledgerEntry(entry));
    },
  };
  return {
    unit,
    async conclude(end) {
      mustBeOpen();
      await discardOpen();
      const own = [...files.values()].sort((a, b) => byText(a.path, b.path));
      return { ended: { subject, key, end, asOf: end === "final" ? null : asOf, files: own, entries }, parts };
    },
    async abandon() {
      await discardOpen();
      for (const part of parts.values()) await disk.unlink(join(collect, part)).catch(() => undefined);
      parts.clear();
      files.clear();
      for (const path of created.keys()) giveBack(path);
    },
  };
}
