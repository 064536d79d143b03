import { createHash } from "node:crypto";
import type { IncidentReport } from "../model/index.ts";

/** The steps of an incident with their hash: two incidents that went the same way have the same one. */
export function fingerprintReport(steps: readonly string[]): IncidentReport["fingerprint"] {
  return { steps, sha256: createHash("sha256").update(steps.join("\n")).digest("hex") };
}
