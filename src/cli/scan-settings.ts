import { type AnalyzeOptions, defaultOptions } from "../analyze/index.ts";
import { openCache } from "./cache.ts";
import type { ScanArguments } from "./arguments.ts";

/** What the options of every command that reads a case set; the rest is as it is by default. */
export function scanSettings({ inputTz, workers, scanner, cache }: ScanArguments): AnalyzeOptions {
  return { ...defaultOptions, inputZones: inputTz, workers: workers ?? null, scanner, cache: openCache(cache) };
}

/**
 * The rules of the files given; what reads them is loaded for those who bring some.
 *
 * @throws {UserError} when one cannot be used
 */
export async function givenRules(files: readonly string[]): Promise<AnalyzeOptions["rules"]> {
  return files.length === 0 ? [] : (await import("./rule-files.ts")).readRuleFiles(files);
}
