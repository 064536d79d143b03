import type { Change, Delivery } from "./destination.ts";
import { ServiceError } from "./refused.ts";

/** What became of some changes. */
export interface Delivered<T> {
  /** Of the first change, without which the others are worth nothing. */
  readonly first: T;
  readonly failed: Delivery["failed"];
}

/**
 * Makes changes one after the other, in their order. One that fails does not keep those behind it.
 *
 * @throws {ServiceError} when the first fails
 */
export async function eachDelivered<C extends Change, T>(
  changes: readonly [C, ...C[]],
  make: (change: C) => Promise<T>,
  say: (line: string) => void,
): Promise<Delivered<T>> {
  const [head, ...others] = changes;
  const first = await make(head);
  told(head, say);
  const { failed } = await delivered(others, make, say);
  return { first, failed };
}

/** As {@link eachDelivered}, of changes none of which the others need; with what came of those that did not fail. */
export async function delivered<C extends Change, T>(
  changes: readonly C[],
  make: (change: C) => Promise<T>,
  say: (line: string) => void,
): Promise<{ readonly done: readonly T[]; readonly failed: Delivery["failed"] }> {
  const done: T[] = [];
  const failed: { what: string; why: string }[] = [];
  for (const change of changes) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- services ask for one after the other
      done.push(await make(change));
      told(change, say);
    } catch (error) {
      failed.push({ what: change.what, why: whyOf(error) });
    }
  }
  return { done, failed };
}

/** Says what was done. */
export function told({ action, what }: Change, say: (line: string) => void): void {
  if (action !== "keep")
    say(`${action === "create" ? "created" : action === "update" ? "updated" : "uploaded"} ${what}`);
}

/** Why a service did not do as asked. Everything else that is thrown is thrown on. */
function whyOf(error: unknown): string {
  if (error instanceof ServiceError) return error.message;
  throw error;
}
