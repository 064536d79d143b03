import { spawn } from "node:child_process";
import { createReadStream, createWriteStream, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, createZstdCompress } from "node:zlib";
import type { FileTruth } from "./truth.ts";

export type Packing = "gz" | "zst";

const CHUNK = 256 * 1024;
const commands = { gz: ["pigz", "-c", "-6"], zst: ["zstd", "-q", "-c", "-3"] } as const;
const streams: Readonly<Record<Packing, () => Duplex>> = {
  gz: () => createGzip({ level: 6, chunkSize: CHUNK }),
  zst: () => createZstdCompress({ chunkSize: CHUNK }),
};

/** By the compressor that is installed, which is faster; false when it is not there or failed. */
async function byCommand(path: string, packing: Packing): Promise<boolean> {
  const [command, ...options] = commands[packing];
  const child = spawn(command, [...options, path], { stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise<boolean>((resolve) => {
    child.once("error", () => {
      resolve(false);
    });
    child.once("close", (code) => {
      resolve(code === 0);
    });
  });
  await pipeline(child.stdout, createWriteStream(`${path}.${packing}`)).catch(() => {});
  return ended;
}

/**
 * Compresses the files of a case and removes the plain ones. What counts is what they decode to: the packed bytes depend
 * on the compressor.
 */
export async function pack(folder: string, files: readonly FileTruth[], packing: Packing): Promise<FileTruth[]> {
  const packed: FileTruth[] = [];
  for (const truth of files) {
    const path = join(folder, truth.file);
    const { mtime } = statSync(path);
    // oxlint-disable-next-line no-await-in-loop -- one file after the other: pigz takes every core
    if (!(await byCommand(path, packing))) {
      // oxlint-disable-next-line no-await-in-loop -- as above
      await pipeline(
        createReadStream(path, { highWaterMark: CHUNK }),
        streams[packing](),
        createWriteStream(`${path}.${packing}`),
      );
    }
    rmSync(path);
    utimesSync(`${path}.${packing}`, mtime, mtime);
    packed.push({ ...truth, file: `${truth.file}.${packing}` });
  }
  return packed;
}
