import { tmpdir } from "node:os";
import { openCase } from "../../../src/analyze/open-case.ts";
import { raceOf, type Shape } from "../../generate.ts";
import { formats } from "../../generator/case.ts";
import { sizeText } from "../../generator/size.ts";
import { caseOf } from "../cases.ts";
import { differences, type Way } from "../exactness.ts";
import { type Bench, MIB, type Section } from "../section.ts";

/** From one that holds half a line to one that holds thousands; odd ones cut elsewhere each time. */
const blocks = [64, 100, 129, 1000, 4096, 65_536, 1_048_576] as const;

function ways(): readonly Way[] {
  return blocks.flatMap((blockBytes) =>
    (["fast", "plain"] as const).flatMap((scanner) =>
      (["notable", "all"] as const).map((keep): Way => ({ scanner, keep, blockBytes })),
    ),
  );
}

async function* nothing(): AsyncIterable<Uint8Array> {}

/** What scans of a case, each way, say otherwise than the generator. */
async function wrongIn(bench: Bench, shape: Shape): Promise<readonly string[]> {
  const { folder, manifest } = await caseOf(bench.data, shape);
  const evidence = await openCase([folder], nothing, tmpdir());
  try {
    return manifest.files.flatMap((truth) => {
      const file = evidence.files.find(({ path }) => path === truth.file);
      return file === undefined
        ? [`${truth.file}: not opened`]
        : ways().flatMap((way) => differences(file, truth, way));
    });
  } finally {
    evidence.close();
  }
}

/** Records, levels, signatures and the histogram of every format, beside what was written, whatever the blocks. */
export async function exactSection(bench: Bench): Promise<Section> {
  const bytes = Math.min(bench.size, 4 * MIB);
  const shapes: readonly Shape[] = [
    ...formats.map((format) => raceOf({ format, bytes, hours: 0.5 })),
    ...(["gz", "zst"] as const).map((packing) => raceOf({ bytes, hours: 0.5, packing })),
    { kind: "storm", records: 10_000 },
  ];
  const wrong: string[] = [];
  // oxlint-disable-next-line no-await-in-loop -- one case after the other
  for (const shape of shapes) wrong.push(...(await wrongIn(bench, shape)));
  const notes = [
    `${shapes.length} cases of ${sizeText(bytes)} (every format, .gz, .zst, a storm), each in ${ways().length} ways: fast and plain, notable and all, blocks of ${blocks.join(", ")} B`,
    wrong.length === 0
      ? "records, lines, levels, signatures and the per-second histogram equal what was written"
      : `${wrong.length} comparisons differ`,
  ];
  return { title: "Exactness", rows: [], bytes: null, bars: [], notes, wrong: wrong.slice(0, 20) };
}
