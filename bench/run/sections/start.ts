import { join } from "node:path";
import { caseOf } from "../cases.ts";
import { interleaved } from "../measure.ts";
import { analyzeCommand } from "../product.ts";
import { type Bar, type Bench, ratio, type Section } from "../section.ts";
import { smallRace } from "./stderr.ts";

/** What a process costs before it reads anything: `--help`, and an incident of 3 MB, beside an empty process. */
export async function startSection(bench: Bench): Promise<Section> {
  const small = await caseOf(bench.data, smallRace);
  const { entry } = bench.product;
  const rows = interleaved(
    [
      { name: "node -e 0", argv: [process.execPath, "-e", "0"] },
      { name: "postmortem --help", argv: [process.execPath, entry, "--help"] },
      analyzeCommand(bench.product, "analyze, 3 MB", small.folder, join(bench.data, "report-small.json")),
    ],
    Math.max(bench.rounds, 15),
  );
  const bars: Bar[] = [
    {
      text: "`--help` / empty process, wall",
      value: ratio(rows, "postmortem --help", "node -e 0"),
      limit: 1.6,
      unit: " ×",
      unlike: null,
    },
    {
      text: "analyze of 3 MB / empty process, wall",
      value: ratio(rows, "analyze, 3 MB", "node -e 0"),
      limit: 4,
      unit: " ×",
      unlike: null,
    },
  ];
  return { title: "Start-up", rows, bytes: null, bars, notes: [], wrong: [] };
}
