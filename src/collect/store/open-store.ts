import { join, resolve } from "node:path";
import { MANIFEST, MAX_MANIFEST_BYTES, readCaseManifest } from "./case-manifest.ts";
import { caseState } from "./case-state.ts";
import type { Disk } from "./disk.ts";
import { realDisk } from "./disk.ts";
import { makeCaseFolder } from "./folders.ts";
import { isLeftover, readJournal, startJournal } from "./journal.ts";
import { takeLock } from "./lock.ts";
import type { Owner } from "./owner.ts";
import { openPlacer } from "./placing.ts";
import type { Placement } from "./placing.ts";
import { CaseRefused, diskError } from "./refused.ts";
import { runningStore } from "./running-store.ts";
import type { OpenStore } from "./running-store.ts";
import type { CaseRequest, EndedUnit } from "./units.ts";
import { readText } from "./whole-file.ts";

/** Where a run keeps what it is not done with. */
export const WORK_FOLDER = ".collect";

const UNKNOWN_LIMIT_MS = 60_000;

export interface StoreOptions {
  /** What was asked for, plain JSON: kept in journal and manifest. */
  readonly request: CaseRequest;
  /** Epoch ms, AWS's clock. */
  readonly clock: () => number;
  readonly tool: { readonly version: string };
  /** Told what an earlier run was asked for before anything is changed; throws to leave the case as it is. */
  readonly check?: (former: CaseRequest) => void;
  /** Ends the waiting for another run. */
  readonly signal?: AbortSignal;
  /** Called once when another run holds the case and this one waits. Null when its lock cannot be read. */
  readonly onWait?: (owner: Owner | null) => void;
  /** How long to wait for a run on another machine, of which nobody here knows whether it lives. 60 s unless given. */
  readonly unknownLimitMs?: number;
  readonly disk?: Disk;
}

/** What earlier runs left. */
interface Left {
  readonly request: CaseRequest | null;
  readonly units: ReadonlyMap<string, EndedUnit>;
  readonly placement: Pick<Placement, "moves" | "obsolete">;
}

function nothing(): void {}

/** The journal, where there is one, knows everything the manifest knows, and later. */
async function readLeft(disk: Disk, folder: string, collect: string): Promise<Left> {
  const path = join(folder, MANIFEST);
  const text = await readText(disk, path, MAX_MANIFEST_BYTES);
  const manifest = text === null ? null : readCaseManifest(text, path);
  if (text !== null && manifest === null) {
    throw new CaseRefused("foreign", path, `${path} is there, and no collection wrote it, or it was damaged since`);
  }
  const journal = await readJournal(disk, collect);
  if (journal !== null) return { request: journal.request, units: journal.units, placement: journal };
  const units = new Map((manifest?.units ?? []).map((unit) => [unit.subject, unit]));
  return { request: manifest?.request ?? null, units, placement: { moves: [], obsolete: [] } };
}

/**
 * Opens a case folder for writing and takes it for this run; waits while another run has it. What a killed run left half
 * done is brought to its end first.
 *
 * @param folder made, with 0700, where it is missing
 * @throws {CaseRefused} when the folder cannot be used as it is
 * @throws {DiskFull}
 */
export async function openStore(folder: string, options: StoreOptions): Promise<OpenStore> {
  try {
    return await open(resolve(folder), options);
  } catch (error) {
    throw diskError(error);
  }
}

let names = 0;

async function open(folder: string, options: StoreOptions): Promise<OpenStore> {
  const { clock, request, tool, disk = realDisk } = options;
  const collect = join(folder, WORK_FOLDER);
  await makeCaseFolder(disk, folder);
  const lying = await disk.look(collect);
  if (lying !== null && lying.kind !== "folder") {
    throw new CaseRefused(lying.kind === "link" ? "symlink" : "foreign", collect, `${collect} is not a folder`);
  }
  const lock = await takeLock(disk, collect, {
    since: new Date(clock()).toISOString(),
    signal: options.signal ?? null,
    onWait: options.onWait ?? null,
    unknownLimitMs: options.unknownLimitMs ?? UNKNOWN_LIMIT_MS,
  });
  try {
    const left = await readLeft(disk, folder, collect);
    if (left.request !== null) options.check?.(left.request);
    const placer = openPlacer(disk, folder, collect);
    await placer.place({ ...left.placement, placed: nothing, removed: nothing });
    // Nobody else writes here now: what the journal does not know is of no use to anybody.
    for (const name of await disk.list(collect)) if (isLeftover(name)) await disk.unlink(join(collect, name));
    const newName = (kind: "part" | "tmp"): string => `${kind}-${process.pid}-${++names}`;
    const journal = await startJournal(disk, collect, join(collect, newName("tmp")), request, left.units.values());
    const state = caseState(left.units);
    const formerRequest = left.request;
    return runningStore({
      disk,
      folder,
      collect,
      tool,
      request,
      formerRequest,
      clock,
      lock,
      journal,
      placer,
      state,
      newName,
    });
  } catch (error) {
    await lock.release().catch(() => undefined);
    await disk.rmdir(collect).catch(() => undefined); // stays where it holds anything
    throw error;
  }
}
