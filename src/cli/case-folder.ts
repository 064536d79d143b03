import { readdirSync } from "node:fs";
import { escapeTerminal } from "../text/index.ts";
import { UserError } from "./exit.ts";

/** What people put into a case beside the evidence, maybe before there is any. */
const PEOPLES: ReadonlySet<string> = new Set(["case.yaml", "annotations.jsonl", "postmortem.yaml", "pseudonyms.json"]);
/** Of these each is written by a collection before any evidence. */
const OURS: ReadonlySet<string> = new Set(["manifest.json", ".collect"]);

/**
 * Refuses a folder that holds something and that no collection began: it is somebody's evidence, or no case at all, and
 * files strewn among it could not be told apart later. Nothing is written.
 *
 * @throws {UserError}
 */
export function refuseOthersFolder(folder: string): void {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return; // not there yet, or no folder: whoever opens it says so
  }
  if (names.some((name) => OURS.has(name))) return;
  const foreign = names.find((name) => !name.startsWith(".") && !PEOPLES.has(name));
  if (foreign === undefined) return;
  throw new UserError(
    escapeTerminal(`${folder} holds ${foreign}, and no collection began it: it is left as it is`),
    "Give another folder with --case; to look at this one, analyze it.",
  );
}
