/** Accounts that misbehave in ways no single fault is. */
import { openQueries } from "../../sim/services/logs-queries.ts";
import { FAULT_KINDS, type Fault } from "../../sim/service.ts";
import { credentialRows } from "./credential-rows.ts";
import { fileRows } from "./file-rows.ts";
import { asked, row, type Row, sound, verdict, whole } from "./row.ts";
import { type CellOptions, IMPATIENT, runCell } from "./run-cell.ts";
import { matrixWorld } from "./world.ts";

/** Requests that find the cluster and who asks: they come one after the other, and no burst is made of those. */
const FIRST_ALONE = 6;
const burst: readonly Fault[] = Array.from({ length: 60 }, (_, i) => {
  return { action: "*", nth: FIRST_ALONE + i, kind: "throttle" };
});

/** Throttled from the beginning, everything, for so long. */
function throttledFor(ms: number): CellOptions {
  const began = performance.now();
  return {
    rules: { faults: [{ action: "*", nth: 0, kind: "throttle" }] },
    onCall: (_entry, _count, { rules }) => {
      if (performance.now() - began > ms) rules.faults.length = 0;
    },
  };
}

const throttling: readonly Row[] = [
  row(
    "the first 60 calls that come side by side are throttled",
    () => ({ rules: { faults: [...burst] } }),
    // Each is asked for once more and no oftener.
    (run, all) => [...whole(run, all.whole), ...asked(run, all.whole.journal.length + 62)],
  ),
  row(
    "everything is throttled for three seconds",
    () => throttledFor(3000),
    (run, all) => [...whole(run, all.whole), ...asked(run, all.whole.journal.length + 150)],
  ),
];

/** This machine's clock is wrong by so much; the account takes signatures of 15 minutes at most. */
const skewed: readonly Row[] = [-20, 20].map((minutes) => ({
  name: `this machine's clock is ${-minutes} minutes ahead`,
  play: async () => {
    const reference = await runCell({ world: matrixWorld({ now: () => Date.now() }) });
    const run = await runCell({ world: matrixWorld({ now: () => Date.now() + minutes * 60_000 }) });
    return verdict([...sound(reference), ...whole(run, reference)]);
  },
}));

/** Interrupted while a query runs: it is stopped where AWS lets us, and nothing waits for a StopQuery that hangs. */
const interrupted: readonly Row[] = [null, ...FAULT_KINDS].map((kind) => ({
  name: `interrupted while a query runs, StopQuery ${kind ?? "answers"}`,
  play: async () => {
    const world = matrixWorld();
    let atMs = 0;
    const run = await runCell({
      world,
      timeouts: IMPATIENT,
      rules: kind === null ? {} : { faults: [{ action: "StopQuery", nth: 0, kind }] },
      onCall: ({ call }, _count, _simulator, interrupt) => {
        if (call !== "GetQueryResults" || atMs > 0) return;
        atMs = performance.now();
        interrupt();
      },
    });
    const tookMs = performance.now() - atMs;
    const open = openQueries(world).length;
    return verdict([
      ...sound(run),
      ...(run.state === "interrupted" && run.exit === 130 ? [] : [`it ended as ${run.state}, exit ${run.exit}`]),
      ...(kind === null && open > 0 ? [`${open} queries still run`] : []),
      ...(tookMs > 15_000 ? [`the interruption took ${Math.round(tookMs)} ms`] : []),
    ]);
  },
}));

/** All of them. */
export const rows: readonly Row[] = [...throttling, ...credentialRows, ...fileRows, ...skewed, ...interrupted];
