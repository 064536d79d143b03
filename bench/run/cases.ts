import { createHash } from "node:crypto";
import {
  createReadStream,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { generate, GENERATION, type Manifest, type Shape } from "../generate.ts";

/** A generated case. */
export interface Case {
  /** The folder that is analyzed. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** Paths of the logs in it. */
  readonly logs: readonly string[];
  /** Decoded bytes of the logs. */
  readonly bytes: number;
}

function nameOf(shape: Shape): string {
  if (shape.kind === "storm") return `storm-${shape.records}`;
  const { format, bytes, instances, hours, hourly, packing } = shape;
  const parts = [format, bytes, `${instances}x${hours}h`, hourly ? "hourly" : null, packing];
  return parts.filter((part) => part !== null).join("-");
}

/** The case of this shape below `data`: as it lies there, or written now. */
export async function caseOf(data: string, shape: Shape): Promise<Case> {
  const folder = join(data, `g${GENERATION}`, nameOf(shape));
  const file = join(folder, "manifest.json");
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Manifest) : null;
  if (known === null) console.error(`writing ${nameOf(shape)} …`);
  const manifest = known ?? (await generate(folder, shape));
  const at = join(folder, "case");
  return {
    folder: at,
    manifest,
    logs: manifest.files.map((each) => join(at, each.file)),
    bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

/** The same files again (hard links) in a folder with a manifest.json that holds, as `collect` leaves it. */
export async function withManifest({ folder, manifest }: Case): Promise<string> {
  const held = `${folder}-with-manifest`;
  if (existsSync(join(held, "manifest.json"))) return held;
  rmSync(held, { recursive: true, force: true });
  const names = [...manifest.files.map(({ file }) => file), "rds-events.json"].filter((name) =>
    existsSync(join(folder, name)),
  );
  for (const name of names) {
    mkdirSync(dirname(join(held, name)), { recursive: true });
    linkSync(join(folder, name), join(held, name));
  }
  const files: unknown[] = [];
  for (const name of names) {
    // oxlint-disable-next-line no-await-in-loop -- one file after the other: the disk is one
    const sha256 = await sha256Of(join(held, name));
    // A link changes the ctime, so the five facts are taken last.
    const { size, dev, ino, mtimeNs, ctimeNs } = statSync(join(held, name), { bigint: true });
    const stat = { device: String(dev), inode: String(ino), mtimeNs: String(mtimeNs), ctimeNs: String(ctimeNs) };
    files.push({ path: name, sha256, bytes: Number(size), stat });
  }
  writeFileSync(join(held, "manifest.json"), `${JSON.stringify({ files }, null, 2)}\n`);
  return held;
}
