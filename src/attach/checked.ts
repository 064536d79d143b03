import type { z } from "zod";
import { ServiceError } from "./refused.ts";

/**
 * An answer in the shape that is used of it.
 *
 * @throws {ServiceError} when it has another: it is no such service, or a newer one
 */
export function checked<T>(schema: z.ZodType<T>, json: unknown, what: string): T {
  const { success, data, error } = schema.safeParse(json);
  if (success) return data;
  const [issue] = error.issues;
  const where = (issue?.path ?? []).map(String).join(".");
  throw new ServiceError("rejected", null, `${what}: an answer of another shape (${where}: ${issue?.message ?? ""})`);
}
