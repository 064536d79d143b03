import { join } from "node:path";
import type { AcquisitionEntry, CaseFile, CaseStore, Kept } from "../case-store.ts";
import { byText, collectedAt, MANIFEST, manifestText, sortEntries } from "./case-manifest.ts";
import type { RunFacts } from "./case-manifest.ts";
import { damageEntries } from "./case-state.ts";
import type { CaseState } from "./case-state.ts";
import type { Disk } from "./disk.ts";
import { insideCase } from "./folders.ts";
import { isLeftover, JOURNAL } from "./journal.ts";
import type { Journal } from "./journal.ts";
import type { Lock } from "./lock.ts";
import type { Placement, Placer } from "./placing.ts";
import { CaseRefused, diskError } from "./refused.ts";
import { startUnit } from "./running-unit.ts";
import type { RunningUnit, UnitGround } from "./running-unit.ts";
import { adopt, ledgerEntry } from "./units.ts";
import type { CaseRequest, EndedUnit } from "./units.ts";
import { stateOnDisk, writeWhole } from "./whole-file.ts";

/** A case folder that this run holds. */
export interface OpenStore extends CaseStore {
  /** What an earlier run was asked for; null when there was none. */
  readonly formerRequest: CaseRequest | null;
  /**
   * Ends the run and gives the case free. `complete`: manifest.json says everything and `.collect` goes away.
   * `interrupted`: manifest.json lists what is there, and what units that still run have got is forgotten; the same
   * command goes on where this one ended.
   *
   * @throws {DiskFull} manifest.json is then the one that was there before, or none; the same command goes on
   * @throws {RangeError} `complete` while units run
   */
  finish(state: "complete" | "interrupted", run: RunFacts): Promise<void>;
  /** Gives the case free without a word in manifest.json, as after an error of this program. Safe after `finish`. */
  close(): Promise<void>;
}

/** What an opened case is made of. */
export interface StoreParts {
  readonly disk: Disk;
  readonly folder: string;
  /** `.collect`. */
  readonly collect: string;
  readonly tool: { readonly version: string };
  readonly request: CaseRequest;
  readonly formerRequest: CaseRequest | null;
  /** Epoch ms, AWS's clock. */
  readonly clock: () => number;
  readonly lock: Lock;
  readonly journal: Journal;
  readonly placer: Placer;
  readonly state: CaseState;
  /** A name in `.collect` that no other file has. */
  readonly newName: (kind: "part" | "tmp") => string;
}

function keptOf({ key, files, entries }: EndedUnit): Kept {
  return { key, files, entries };
}

/** One after the other: two readers at once make one disk slower, and hashing has one thread anyway. */
function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}

export function runningStore(parts: StoreParts): OpenStore {
  const { disk, folder, collect, lock, journal, placer, state } = parts;
  const { units, placed, stats, damaged } = state;
  const asked = new Set<string>();
  const running = new Set<RunningUnit>();
  const ending = new Set<Promise<void>>();
  /** In the journal, but not wholly at their names. */
  const unsettled = new Set<Placement>();
  const notes: AcquisitionEntry[] = [];
  const verifying = inTurn();
  let open = true;

  const iso = (): string => new Date(parts.clock()).toISOString();

  function mustBeOpen(): void {
    if (!open) throw new RangeError("the case was given free");
  }

  /** Those of a former unit's files that are what they were. */
  async function verified(unit: EndedUnit): Promise<readonly CaseFile[]> {
    const good: CaseFile[] = [];
    for (const file of unit.files) {
      if (state.ownerOf(file.path) !== unit.subject) continue; // another unit has taken it
      const onDisk = await verifying(() => stateOnDisk(disk, join(folder, file.path), file.bytes, file.sha256));
      if (typeof onDisk === "string") {
        damaged.set(file.path, { damage: onDisk, file });
        if (onDisk === "missing") placed.delete(file.path);
      } else {
        stats.set(file.path, onDisk);
        good.push(file);
      }
    }
    return good;
  }

  async function checkPath(path: string, make: boolean): Promise<void> {
    const lying = await disk.look(await insideCase(disk, folder, path, make));
    if (lying === null || (placed.has(path) && lying.kind !== "folder")) return;
    throw new CaseRefused("foreign", path, `${path} is in ${folder} already, and no collection wrote it`);
  }

  function groundOf(subject: string): UnitGround {
    return {
      disk,
      collect,
      newPart: () => parts.newName("part"),
      claim: (path) => state.claim(path, subject, (other) => !asked.has(other)),
      checkPath,
    };
  }

  async function settle(placement: Placement): Promise<void> {
    unsettled.add(placement);
    await placer.place(placement);
    unsettled.delete(placement);
  }

  /** Writes a unit to the journal, which is the moment from which it counts, and puts its files at their names. */
  async function end(runner: RunningUnit, how: "final" | "again"): Promise<EndedUnit> {
    const { ended, parts: newParts } = await runner.conclude(how);
    try {
      await lock.check();
      for (const path of newParts.keys()) await checkPath(path, true);
      if (newParts.size > 0) await disk.syncFolder(collect);
      await journal.append(ended, newParts);
    } catch (error) {
      // Where the line may be there nevertheless, the next run decides what the parts are.
      if (!journal.inDoubt) await runner.abandon();
      throw error;
    }
    const before = units.get(ended.subject)?.files ?? [];
    adopt(units, ended);
    const now = new Map(ended.files.map((file) => [file.path, file]));
    const obsolete = before
      .map((file) => file.path)
      .filter((path) => !now.has(path) && state.ownerOf(path) === ended.subject);
    for (const path of obsolete) state.disown(path);
    await settle({
      moves: [...newParts].map(([path, part]) => ({ part, path })),
      obsolete,
      placed(path, lying) {
        const file = now.get(path);
        if (file !== undefined) placed.set(path, file);
        if (lying?.kind === "file" && lying.bytes === file?.bytes) stats.set(path, lying.stat);
        else stats.delete(path);
      },
      removed: (path) => void placed.delete(path),
    });
    return ended;
  }

  async function run(
    subject: string,
    key: string,
    former: Kept | null,
    work: Parameters<CaseStore["unit"]>[2],
  ): Promise<EndedUnit> {
    mustBeOpen();
    const runner = startUnit(groundOf(subject), subject, key, iso(), former);
    running.add(runner);
    let how: "final" | "again";
    try {
      how = await work(runner.unit);
      mustBeOpen();
    } catch (error) {
      await runner.abandon();
      throw error;
    } finally {
      running.delete(runner);
    }
    const done = end(runner, how);
    const settled = done.then(
      () => undefined,
      () => undefined,
    );
    ending.add(settled);
    try {
      return await done;
    } finally {
      ending.delete(settled);
    }
  }

  function allEntries(): readonly AcquisitionEntry[] {
    return [...[...units.values()].flatMap((unit) => unit.entries), ...notes, ...damageEntries(state)];
  }

  async function writeManifest(how: "complete" | "interrupted", facts: RunFacts): Promise<void> {
    const whole = [...units.values()].filter((unit) => unit.files.every((file) => placed.get(file.path) === file));
    const counted = how === "complete" ? whole.filter((unit) => asked.has(unit.subject)) : whole;
    const text = manifestText({
      tool: parts.tool,
      state: how,
      request: parts.request,
      collectedAt: collectedAt(counted, iso()),
      run: facts,
      files: [...placed.values()],
      stats,
      entries: allEntries(),
      units: whole,
    });
    await writeWhole(disk, join(folder, MANIFEST), join(collect, parts.newName("tmp")), text);
  }

  /** The journal first: without it there is nothing to go on with, and the manifest says everything. */
  async function clear(): Promise<void> {
    await disk.unlink(join(collect, JOURNAL));
    for (const name of await disk.list(collect)) {
      if (isLeftover(name)) await disk.unlink(join(collect, name));
    }
  }

  /** Stops what runs and waits for what is being written. */
  async function quiet(): Promise<void> {
    open = false;
    await Promise.all([...running].map((runner) => runner.abandon()));
    await Promise.all(ending);
  }

  async function giveFree(): Promise<void> {
    await journal.close().catch(() => undefined);
    await lock.release().catch(() => undefined); // who looks next finds that its owner has ended
  }

  return {
    folder,
    formerRequest: parts.formerRequest,
    async unit(subject, key, work) {
      mustBeOpen();
      if (asked.has(subject)) throw new RangeError(`${subject} was asked for before in this run`);
      asked.add(subject);
      try {
        const before = units.get(subject);
        if (before === undefined) return { kept: keptOf(await run(subject, key, null, work)), reused: false };
        const files = await verified(before);
        if (before.end === "final" && before.key === key && files.length === before.files.length) {
          return { kept: keptOf(before), reused: true };
        }
        const former = { ...keptOf(before), files };
        return { kept: keptOf(await run(subject, key, former, work)), reused: false };
      } catch (error) {
        throw diskError(error);
      }
    },
    note: (entry) => void notes.push(ledgerEntry(entry)),
    entries: () => sortEntries(allEntries()),
    files: () => [...placed.values()].sort((a, b) => byText(a.path, b.path)),
    async finish(how, facts) {
      mustBeOpen();
      if (how === "complete" && running.size > 0) throw new RangeError("units still run");
      await quiet();
      try {
        await lock.check();
        for (const placement of unsettled) {
          await settle(placement).catch((error: unknown) => {
            if (how === "complete") throw error;
          });
        }
        if (how === "complete") {
          for (const unit of units.values()) if (!asked.has(unit.subject)) await verified(unit);
        }
        await writeManifest(how, facts);
        if (how === "complete") await clear();
      } catch (error) {
        throw diskError(error);
      } finally {
        await giveFree();
      }
      if (how === "complete") await disk.rmdir(collect);
    },
    async close() {
      if (!open) return;
      await quiet();
      await giveFree();
    },
  };
}
