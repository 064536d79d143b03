import { createHash } from "node:crypto";
import { clientSignatures } from "./client/index.ts";
import { serverSignatures } from "./server/index.ts";

/**
 * SHA-256 over what decides: ids in order, what each starts with or contains, and the source of its check. Two runs with
 * the same value used the same rules. Builds strip types from the sources, so a build and its sources may differ.
 */
export function rulesSha256(): string {
  const rules = [
    ...serverSignatures.map((s) => [s.scope, s.id, s.chatter, s.starts, s.match.toString()]),
    ...clientSignatures.map((s) => [s.scope, s.id, s.literals, s.match.toString()]),
  ];
  return createHash("sha256").update(JSON.stringify(rules)).digest("hex");
}
