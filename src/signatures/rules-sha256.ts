import { createHash } from "node:crypto";
import { clientSignatures } from "./client/index.ts";
import { serverSignatures } from "./server/index.ts";

/**
 * SHA-256 over the rules as data: ids in order, what each starts with or contains, and its examples, which a test holds
 * every rule to. Sources of functions are left out: a build prints them differently from its sources.
 */
export function rulesSha256(): string {
  const rules = [
    ...serverSignatures.map((s) => [s.scope, s.id, s.chatter, s.starts, s.examples]),
    ...clientSignatures.map((s) => [s.scope, s.id, s.literals, s.examples]),
  ];
  return createHash("sha256").update(JSON.stringify(rules)).digest("hex");
}
