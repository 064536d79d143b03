// Writes logs of one incident (a split-writer race in the middle of ordinary operation) of any size, always the same
// bytes for the same arguments, beside a manifest of what is in them.
//
// About 4.2 lines and 350 bytes a record, as the logs of a busy cluster with log_min_duration_statement and
// log_connections have: most bytes are SQL that no analysis needs. 150 shapes of statements, 1.35 % above LOG.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { formats, incidentMsOf, type RaceShape, writeRace, writeStorm } from "./generator/case.ts";
import { pack, type Packing } from "./generator/pack.ts";
import { bytesOf } from "./generator/size.ts";
import type { FileTruth } from "./generator/truth.ts";

/** Raised when the bytes change, so that a reused folder is not mistaken for a new one. */
export const GENERATION = 3;

/** What a case is made of. */
export type Shape =
  | (RaceShape & { readonly kind: "race"; readonly packing: Packing | null })
  | { readonly kind: "storm"; readonly records: number };

/** Beside a case: what was asked for, and what every scan must find. */
export interface Manifest {
  readonly generation: number;
  readonly shape: Shape;
  /** The race's first line, null in a storm. */
  readonly incidentAt: string | null;
  readonly files: readonly FileTruth[];
}

/** The defaults of a race: two instances, one file each, six hours. */
export function raceOf(shape: Partial<Extract<Shape, { kind: "race" }>> = {}): Shape {
  const usual = { format: "stderr", bytes: 2 ** 26, instances: 2, hours: 6, hourly: false, packing: null } as const;
  return { kind: "race", ...usual, ...shape };
}

/** Writes the case into `folder/case` and the manifest beside it. What was in `folder` is gone. */
export async function generate(folder: string, shape: Shape): Promise<Manifest> {
  rmSync(folder, { recursive: true, force: true });
  const at = join(folder, "case");
  mkdirSync(at, { recursive: true });
  const written = shape.kind === "storm" ? writeStorm(at, shape.records) : await writeRace(at, shape);
  const packing = shape.kind === "storm" ? null : shape.packing;
  const files = packing === null ? written : await pack(at, written, packing);
  const incidentAt = shape.kind === "storm" ? null : new Date(incidentMsOf(shape)).toISOString();
  const manifest: Manifest = { generation: GENERATION, shape, incidentAt, files };
  writeFileSync(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

const usage = `usage: node bench/generate.ts FOLDER [--format ${formats.join("|")}] [--size 64MiB] [--pack gz|zst]
         [--instances N] [--hours N] [--hourly]
       node bench/generate.ts FOLDER --storm RECORDS`;

/** The shape that the arguments ask for; null when they are wrong. */
function shapeOf(values: Readonly<Record<string, string | boolean | undefined>>): Shape | null {
  if (values["storm"] !== undefined) {
    const records = Number(values["storm"]);
    return Number.isSafeInteger(records) && records > 0 ? { kind: "storm", records } : null;
  }
  const bytes = bytesOf(String(values["size"]));
  const format = formats.find((each) => each === values["format"]);
  const packing = values["pack"] ?? null;
  const [instances, hours] = [Number(values["instances"]), Number(values["hours"])];
  if (bytes === null || format === undefined || !(instances >= 1) || !(hours > 0)) return null;
  if (packing !== null && packing !== "gz" && packing !== "zst") return null;
  return raceOf({ format, bytes, instances, hours, hourly: values["hourly"] === true, packing });
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      format: { type: "string", default: "stderr" },
      size: { type: "string", default: "64MiB" },
      pack: { type: "string" },
      instances: { type: "string", default: "2" },
      hours: { type: "string", default: "6" },
      hourly: { type: "boolean", default: false },
      storm: { type: "string" },
    },
  });
  const [folder] = positionals;
  const shape = shapeOf(values);
  if (folder === undefined || shape === null) {
    console.error(usage);
    process.exitCode = 2;
  } else {
    console.log(JSON.stringify(await generate(folder, shape), null, 2));
  }
}
