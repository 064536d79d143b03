// The simulator of the tests serving log files of any size, for `bench/collect.ts`: bytes are made when they are sent.
import { parseArgs } from "node:util";
import { instance, cluster, logFile, worldWith } from "../test/sim/hand-world.ts";
import { KEY } from "../test/sim/rules.ts";
import { startSimulator } from "../test/sim/server.ts";
import type { LazyBytes } from "../test/sim/world.ts";

const { values } = parseArgs({ options: { files: { type: "string" }, bytes: { type: "string" } } });
const perInstance = Number(values.files) / 2;
const bytesEach = Number(values.bytes);
const beganMs = Date.now();
const HOUR_MS = 3_600_000;

const line =
  "2026-11-21 19:00:00 UTC:10.0.4.17(41022):orders@orders:[2219]:LOG:  duration: 12.204 ms  statement: SELECT 1\n";
const block = Buffer.from(line.repeat(Math.ceil((4 * 1024 * 1024) / line.length)).slice(0, 4 * 1024 * 1024));

/** The same block over and over. */
const lazy: LazyBytes = {
  length: bytesEach,
  slice(start, end) {
    const from = start % block.length;
    if (from + (end - start) <= block.length) return block.subarray(from, from + (end - start));
    return Buffer.concat([block.subarray(from), lazy.slice(start + block.length - from, end)]);
  },
};

function logs(): ReturnType<typeof logFile>[] {
  return Array.from({ length: perInstance }, (_, i) => {
    const ms = beganMs - (perInstance - i) * HOUR_MS;
    const name = `error/postgresql.log.${new Date(ms).toISOString().slice(0, 16).replace("T", "-").replace(":", "")}`;
    return logFile("", { name, bytes: lazy, lastWritten: ms + HOUR_MS - 600_000 });
  });
}

const members = ["aurora-1", "aurora-2"].map((id, i) => ({ id, writer: i === 0, promotionTier: i }));
const world = worldWith([], {
  now: () => Date.now(),
  clusters: [cluster({ members })],
  instances: members.map(({ id }) => instance({ id, resourceId: `db-${id}`, logs: logs() })),
});
const simulator = await startSimulator(world, { rules: { restTransfer: "length" } });
process.stdout.write(
  `${JSON.stringify({
    url: simulator.url,
    key: KEY,
    region: world.region,
    hours: perInstance + 1,
    names: world.instances.flatMap(({ id, logs: files }) => files.map(({ name }) => `${id}/${name}`)),
  })}\n`,
);
