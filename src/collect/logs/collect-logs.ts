import type { CollectContext, Member } from "../context.ts";
import { collectInstance, type Guard } from "./instance-logs.ts";
import type { LogsOutcome } from "./logs-outcome.ts";
import { allOf, turns } from "./turns.ts";

/** Downloads at the same time: of all instances, and of one (reading its logs takes the instance's own time, AWS.md §3 M14). */
const DOWNLOADS = 4;
const DOWNLOADS_OF_ONE = 2;

/**
 * Saves the log files of all members that can hold lines of the window, each as a unit. One instance's trouble never
 * stops another; it is in the ledger and in the outcome.
 *
 * @throws {Interrupted}
 * @throws {DiskFull}
 */
export async function collectLogs(context: CollectContext): Promise<LogsOutcome> {
  const members = distinct(context.target.members);
  const overall = turns(DOWNLOADS);
  let stopped: { readonly error: unknown } | null = null;
  const unlessStopped = async <T>(work: () => Promise<T>): Promise<T> => {
    if (stopped !== null) throw stopped.error;
    try {
      return await work();
    } catch (error) {
      // A full disk, an interruption: nothing more is begun.
      stopped ??= { error };
      throw error;
    }
  };
  const instances = await allOf(
    members.map((member) => {
      const own = turns(DOWNLOADS_OF_ONE);
      const guard: Guard = (work) => own(() => overall(() => unlessStopped(work)));
      return collectInstance(context, member, guard);
    }),
  );
  return { instances };
}

function distinct(members: readonly Member[]): readonly Member[] {
  const byId = new Map<string, Member>();
  for (const member of members) if (!byId.has(member.id.toLowerCase())) byId.set(member.id.toLowerCase(), member);
  return [...byId.values()];
}
