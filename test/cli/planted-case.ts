import { appendFileSync, cpSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { plantedEntries } from "../text/planted/corpus.ts";

const race = fileURLToPath(new URL("../../fixtures/split-writer-race", import.meta.url));

/** Where an entry belongs by how it begins; what no server or wrapper writes like that is an application's plain line. */
const places: readonly (readonly [begins: RegExp, file: string])[] = [
  [/^2026-11-21 19:11:58 UTC:/, "instances/aurora-1/postgresql.log.2026-11-21-1911"],
  [/^2026-11-21 19:11:58 UTC::@/, "instances/aurora-2/postgresql.log.2026-11-21-1911"],
  [/^2026-11-21 19:11:58\.123 UTC:/, "instances/aurora-3/postgresql.log.2026-11-21-1911"],
  [/^2026-11-21 19:11:58\.123 UTC,/, "instances/aurora-4/postgresql.log.2026-11-21-1911.csv"],
  [/^\{"timestamp":"2026-11-21 19:11:58\.123 UTC"/, "instances/aurora-5/postgresql.log.2026-11-21-1911.json"],
  [/^\{"log":/, "apps/docker/web-1.log"],
  [/^\{"level":50/, "apps/pino/web-1.log"],
  [/^\{/, "apps/json/web-1.log"],
  [/^2026-11-21T19:11:58\.457330598Z stderr F /, "apps/cri/web-1.log"],
  [/^(?:time|level)=/, "apps/logfmt/web-1.log"],
];

/** A case of a race with planted lines in its logs, and more logs of them. @returns every secret word in it (digits stand in offsets too) */
export function plantedCase(folder: string, seed: number, entries: number): readonly string[] {
  cpSync(race, folder, { recursive: true });
  const secrets = new Set<string>();
  const files = new Map<string, string[]>();
  for (const { text, secrets: planted } of plantedEntries(seed, entries)) {
    for (const secret of planted) if (!/^\d/.test(secret)) secrets.add(secret);
    const file = places.find(([begins]) => begins.test(text))?.[1] ?? "apps/plain/web-1.log";
    const lines = files.get(file) ?? [];
    lines.push(file.includes("/plain/") ? `2026-11-21 19:11:58,123 ERROR ${text}` : text);
    files.set(file, lines);
  }
  for (const [file, lines] of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    appendFileSync(join(folder, file), `${lines.join("\n")}\n`);
  }
  return [...secrets];
}
