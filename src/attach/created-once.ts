import type { Connection } from "./connection.ts";
import { ServiceError } from "./refused.ts";

const TRIES = 4;

/**
 * Creates something that must not be there twice. When nobody knows whether it was created, it is looked for before it
 * is sent again; it may show a moment after it was stored, so it is waited first.
 *
 * @param find what was created, among what is there now; null for nothing
 * @throws {ServiceError} when it was not created, or that stays unknown
 */
export async function createdOnce<T>(
  connection: Connection,
  create: () => Promise<T>,
  find: () => Promise<T | null>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one try after the other
      return await create();
    } catch (error) {
      const again = error instanceof ServiceError && error.kind !== "rejected";
      if (!again) throw error;
      if (error.kind === "unreachable" && error.status !== null) throw error; // its pauses were waited for
      // oxlint-disable-next-line no-await-in-loop
      await connection.pause(attempt);
      // oxlint-disable-next-line no-await-in-loop
      const there = error.kind === "uncertain" ? await find() : null;
      if (there !== null) return there;
      if (attempt === TRIES) throw error;
    }
  }
}
