// The generator of the bench tells what it wrote; every scan must find the same, wherever its blocks are cut. A small
// sample of what `npm run bench -- --only exact` checks.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generate, type Manifest, raceOf, type Shape } from "../bench/generate.ts";
import { formats } from "../bench/generator/case.ts";
import { differences, type Way } from "../bench/run/exactness.ts";
import { openCase } from "../src/analyze/index.ts";

const folder = mkdtempSync(join(tmpdir(), "postmortem-truth-"));
const bytes = 300 * 1024;
const shapes: Readonly<Record<string, Shape>> = {
  ...Object.fromEntries(formats.map((format) => [format, raceOf({ format, bytes, hours: 0.2 })])),
  gz: raceOf({ bytes, hours: 0.2, packing: "gz" }),
  zst: raceOf({ bytes, hours: 0.2, packing: "zst" }),
  hourly: raceOf({ bytes, hours: 24, hourly: true, instances: 3 }),
  storm: { kind: "storm", records: 2000 },
};
const ways: readonly Way[] = [64, 997, 1_048_576].flatMap((blockBytes) =>
  (["fast", "plain"] as const).flatMap((scanner) =>
    (["notable", "all"] as const).map((keep): Way => ({ scanner, keep, blockBytes })),
  ),
);

async function* nothing(): AsyncIterable<Uint8Array> {}

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe.each(Object.entries(shapes))("%s", (name, shape) => {
  let manifest: Manifest;
  beforeAll(async () => {
    manifest = await generate(join(folder, name), shape);
  });

  test("scans find what was written, whatever their blocks", async () => {
    const evidence = await openCase([join(folder, name, "case")], nothing, folder);
    const wrong = manifest.files.flatMap((truth) => {
      const file = evidence.files.find(({ path }) => path === truth.file);
      return file === undefined ? [`${truth.file}: not opened`] : ways.flatMap((way) => differences(file, truth, way));
    });
    evidence.close();
    expect(wrong).toEqual([]);
    expect(manifest.files.reduce((sum, { records }) => sum + records, 0)).toBeGreaterThan(500);
  });
});

test("the same arguments give the same bytes", async () => {
  const shape = raceOf({ bytes: 50_000, hours: 0.1 });
  const [one, two] = [await generate(join(folder, "one"), shape), await generate(join(folder, "two"), shape)];
  expect(one).toEqual(two);
  for (const { file } of one.files) {
    const text = (run: string): string => readFileSync(join(folder, run, "case", file), "latin1");
    expect(text("one") === text("two")).toBe(true);
  }
});

test("a comparison sees one record twice, and one in another second", async () => {
  const shape = raceOf({ bytes: 50_000, hours: 0.1 });
  const { files } = await generate(join(folder, "changed"), shape);
  const evidence = await openCase([join(folder, "changed", "case")], nothing, folder);
  const [truth] = files;
  const file = evidence.files.find(({ path }) => path === truth?.file);
  if (truth === undefined || file === undefined) throw new Error("nothing was written");
  const way: Way = { scanner: "plain", keep: "all", blockBytes: 4096 };
  expect(differences(file, truth, way)).toEqual([]);
  expect(truth.cells?.reduce((sum, [, , count]) => sum + count, 0)).toBe(truth.records);
  expect(differences(file, { ...truth, histogram: "0".repeat(64) }, way)).toHaveLength(1);
  expect(differences(file, { ...truth, records: truth.records + 1 }, way)).toHaveLength(1);
  evidence.close();
});
