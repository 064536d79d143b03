import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Disk } from "./disk.ts";
import { errorCode } from "./disk.ts";
import { fateOf, ownerOf, thisProcess } from "./owner.ts";
import type { Owner } from "./owner.ts";
import { CaseRefused } from "./refused.ts";
import { readText } from "./whole-file.ts";

export interface Lock {
  /** @throws {CaseRefused} `lost` when somebody removed it: another run may be writing */
  check(): Promise<void>;
  release(): Promise<void>;
}

export interface LockOptions {
  /** ISO 8601 UTC. */
  readonly since: string;
  readonly signal: AbortSignal | null;
  /** Called once, when a run that lives holds the case. Null when its lock cannot be read. */
  readonly onWait: ((owner: Owner | null) => void) | null;
  /** How long to wait for a run of which nobody here can tell whether it lives, ms. */
  readonly unknownLimitMs: number;
}

const MAX_BYTES = 4096;
const POLL_MS = 100;

interface Rival {
  readonly path: string;
  readonly owner: Owner | null;
  readonly fate: "alive" | "unknown";
}

/** The locks of others that may be held. Those of the dead are removed: a lock's name is never used twice. */
async function rivals(disk: Disk, folder: string, own: string): Promise<readonly Rival[]> {
  const found: Rival[] = [];
  for (const name of await disk.list(folder)) {
    if (!name.startsWith("lock-") || name === own) continue;
    const path = join(folder, name);
    const text = await readText(disk, path, MAX_BYTES).catch((error: unknown) => {
      if (errorCode(error) === "ENOENT") return null; // released between two looks
      throw error;
    });
    if (text === null) continue;
    const owner = ownerOf(text);
    const fate = owner === null ? "unknown" : fateOf(owner);
    if (fate === "dead") await disk.unlink(path);
    else found.push({ path, owner, fate });
  }
  return found;
}

/** Puts a lock file at its name with its content in it. False when the folder or the file went away meanwhile. */
async function claim(disk: Disk, folder: string, name: string, text: string): Promise<boolean> {
  const draft = join(folder, name.replace(/^lock/, "draft"));
  try {
    await disk.mkdir(folder);
    const file = await disk.open(draft, "new");
    try {
      await file.write(Buffer.from(text, "utf8"));
    } finally {
      await file.close();
    }
    await disk.rename(draft, join(folder, name));
    return true;
  } catch (error) {
    await disk.unlink(draft).catch(() => undefined);
    if (errorCode(error) === "ENOENT") return false; // the holder ended and cleared the folder
    throw error;
  }
}

/**
 * Waits until no other run holds the case, and takes it.
 *
 * Each run puts a lock file of its own name there and looks for others afterwards; if there is one whose owner may live,
 * it takes its own back and tries later. Of two runs at least the later one to look sees the other's file, so never both
 * hold it, and removing a dead owner's file cannot hit anybody else's.
 *
 * @param folder `.collect` of the case
 * @throws {CaseRefused} `locked` after `unknownLimitMs`; the signal's reason when it is aborted
 */
export async function takeLock(disk: Disk, folder: string, options: LockOptions): Promise<Lock> {
  const name = `lock-${randomUUID()}`;
  const path = join(folder, name);
  const text = `${JSON.stringify(thisProcess(options.since))}\n`;
  let waitedMs = 0;
  let polls = 0;
  for (;;) {
    options.signal?.throwIfAborted();
    let others = await rivals(disk, folder, name);
    if (others.length === 0 && (await claim(disk, folder, name, text))) {
      try {
        others = await rivals(disk, folder, name);
      } catch (error) {
        await disk.unlink(path).catch(() => undefined);
        throw error;
      }
      if (others.length === 0) break;
      await disk.unlink(path);
    }
    const [first] = others;
    // Whoever is there for one look only is trying as we are.
    if (first !== undefined && ++polls === 2) options.onWait?.(first.owner);
    if (first?.fate === "unknown" && waitedMs >= options.unknownLimitMs) {
      const { owner } = first;
      const who = owner === null ? "a run" : `process ${owner.pid} on ${owner.host} since ${owner.since}`;
      throw new CaseRefused("locked", first.path, `the case is held by ${who}; if it has ended, remove ${first.path}`);
    }
    const ms = POLL_MS * (0.2 + 0.8 * Math.random());
    waitedMs += ms;
    await pause(ms, undefined, options.signal === null ? {} : { signal: options.signal });
  }
  return {
    async check() {
      if ((await disk.look(path)) !== null) return;
      throw new CaseRefused("lost", path, `${path} was removed while this run was writing to the case`);
    },
    release: () => disk.unlink(path),
  };
}
