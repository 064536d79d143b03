/** Log files that grow, are rotated and deleted while they are fetched, and the odd ways of the portion API. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { LogFile, PortionModes, World } from "../../sim/world.ts";
import { changes, newLosses } from "./judge.ts";
import { type Row, sound, told, verdict } from "./row.ts";
import { type CellRun, runCell } from "./run-cell.ts";
import { matrixWorld } from "./world.ts";

const REST = "rds:DownloadCompleteDBLogFile";
/** The file that misbehaves: the larger one of aurora-1. */
const FILE = "error/postgresql.log.2026-11-21-0000";
const PATH = "instances/aurora-1/postgresql.log.2026-11-21-0000";

/** The account with one file of its own ways. */
function worldWithFile(change: (file: LogFile) => LogFile): { readonly world: World; readonly bytes: Buffer } {
  const world = matrixWorld();
  const logs = world.instances.find(({ id }) => id === "aurora-1")?.logs ?? [];
  const index = logs.findIndex(({ name }) => name === FILE);
  const file = logs[index];
  if (file === undefined) throw new Error(`no ${FILE}`);
  logs[index] = change(file);
  return { world, bytes: file.bytes as Buffer };
}

/** The file is one of these, or it is not there, or an entry tells of it. */
function oneOf(run: CellRun, reference: CellRun, contents: readonly Buffer[], path = PATH): string[] {
  const got = run.files.get(path);
  const known = contents.map((bytes) => createHash("sha256").update(bytes).digest("hex"));
  const own = newLosses(run, reference).filter(
    ({ subject, source }) => source === "postgresql-log" && subject.startsWith("aurora-1"),
  );
  const others = changes(run, reference).filter(
    (each) => !/^raw\/|^cloudwatch\//.test(each) && !each.startsWith("instances/aurora-1/"),
  );
  const causes = [...sound(run), ...others.map((each) => `${each} changed`)];
  const silent = own.every(({ consequence }) => (consequence ?? "") === "");
  if ((got === undefined || !known.includes(got)) && silent)
    causes.push(`${path} is ${got === undefined ? "not there" : "another"}, and no entry says so`);
  return causes;
}

const later = Buffer.from("2026-11-21 00:50:00 UTC:10.0.0.1(5432):app@orders:[9]:LOG:  later\n".repeat(500));

const changing: readonly Row[] = [1, 2, 3].flatMap((afterReads): readonly Row[] =>
  [false, true].flatMap((portions) => {
    const denied = new Set(portions ? [REST] : []);
    const how = `after ${afterReads} reads${portions ? ", in portions" : ""}`;
    const play = (name: string, change: Partial<PortionModes>, contents: (bytes: Buffer) => Buffer[]): Row => ({
      name: `${name} ${how}`,
      play: async (all) => {
        const { world, bytes } = worldWithFile((file) => ({ ...file, modes: change }));
        const run = await runCell({ world, rules: { denied } });
        const reference = portions ? all.portions : all.whole;
        return verdict(oneOf(run, reference, contents(bytes)), told(run, reference));
      },
    });
    return [
      play("a file grows", { grows: { afterReads, bytes: later } }, (bytes) => [bytes, Buffer.concat([bytes, later])]),
      play("a file is rotated", { rotates: { afterReads, bytes: later } }, (bytes) => [bytes, later]),
      play("a file is deleted", { rotates: { afterReads, bytes: null } }, (bytes) => [bytes]),
    ];
  }),
);

const MODES: Readonly<Record<string, Partial<PortionModes>>> = {
  "M1, M2: as documented": {},
  "M3: lines cut at the edge of a page": { truncationMark: true },
  "M4: a line that is always cut": { alwaysTruncatedLine: 5000 },
  "M5: pages overlap": { overlapBytes: 1000 },
  "M6: ends early, and goes on": { endsEarlyAt: { bytes: 400_000, forGood: false } },
  "M6: ends early for good": { endsEarlyAt: { bytes: 400_000, forGood: true } },
  "M7: the last marker is 0": { markerZeroAtEnd: true },
  "M8: the same marker at the end": { sameMarkerAtEnd: true },
  "M9: binary data refused": { binaryRefused: true },
  "M10: it grows between pages": { grows: { afterReads: 2, bytes: later } },
  "M11: no data instead of empty data": { absentData: true },
};

const portions: readonly Row[] = [
  ...Object.entries(MODES).map(([name, modes]): Row => ({
    name: `portions ${name}`,
    play: async ({ portions: reference }) => {
      const { world, bytes } = worldWithFile((file) => ({ ...file, modes }));
      const run = await runCell({ world, rules: { denied: new Set([REST]) } });
      return verdict(oneOf(run, reference, [bytes, Buffer.concat([bytes, later])]), told(run, reference));
    },
  })),
  {
    name: "portions M12: text of a compressed file",
    play: async ({ portions: reference }) => {
      const { world, bytes } = worldWithFile((file) => {
        const gzip = gzipSync(file.bytes as Buffer);
        return { ...file, name: `${FILE}.gz`, bytes: gzip, modes: { gzipText: file.bytes as Buffer } };
      });
      const run = await runCell({ world, rules: { denied: new Set([REST]) } });
      return verdict(oneOf(run, reference, [bytes], `${PATH}.inflated`), told(run, reference));
    },
  },
];

/** All of them. */
export const fileRows: readonly Row[] = [...changing, ...portions];
