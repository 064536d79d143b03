// `npm run bench:keys -- [case]`: from a key to the frame that answers it, in the process itself: streams in memory take
// the terminal's place. Keys come as fast as a held key repeats. Never a test; `--help` lists the options.
process.env["NODE_ENV"] = "production"; // before React is loaded
import { EventEmitter, once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const usage = `npm run bench:keys -- [options] [case]
  --size COLxROWS   of the terminal (default 120x40)
  --keys N          of each kind (default 200)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: "string", default: "120x40" },
    keys: { type: "string", default: "200" },
    help: { type: "boolean", default: false },
  },
});

/** A held key repeats about thirty times a second. */
const REPEAT_MS = 33;
/** A key that changes nothing is answered by no frame. */
const UNANSWERED_MS = 250;

/** What is done with the hands on the keys; each list is gone through again and again. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  moving: ["j"],
  "moving along lanes": ["l", "l", "l", "h"],
  paging: ["\u001b[6~", "\u001b[6~", "\u001b[6~", "\u001b[5~"],
  zooming: ["+", "+", "+", "-", "-", "-"],
  panning: ["]", "]", "[", "["],
  jumping: ["s", "f", "e", "w"],
};

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

async function main(): Promise<void> {
  const { browse, defaultOptions, openCase } = await import("../src/analyze/index.ts");
  const { defaultKeys, keptMarks, openRecords, openScreen } = await import("../src/tui/index.ts");
  const [columns = 120, rows = 40] = values.size.split("x").map(Number);
  const path = positionals[0] ?? fileURLToPath(new URL("../fixtures/split-writer-race", import.meta.url));
  const scratch = mkdtempSync(join(tmpdir(), "postmortem-keys-"));
  const evidence = await openCase([path], () => process.stdin, join(scratch, "spool"), Date.now(), null);
  const { report, facts, ...sources } = await browse(evidence, { ...defaultOptions });
  const records = openRecords(sources, { soon: setImmediate, nowMs: () => performance.now() });
  const marks = keptMarks({ read: () => "", append: () => {} });
  const viewCase = { name: evidence.name, report, facts, records, marks, localZone: "UTC" };

  const frames = new EventEmitter();
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {}, ref: () => {}, unref: () => {} });
  const stdout = Object.assign(
    new Writable({
      write(_chunk, _encoding, done) {
        done();
        frames.emit("frame");
      },
    }),
    { isTTY: true as const, columns, rows },
  );
  const outside = { exportFile: () => Promise.resolve(""), page: () => Promise.resolve() };
  const opened = performance.now();
  const host = Object.assign(new EventEmitter(), { stop: null });
  const options = { stdin, stdout, host, background: "dark", ascii: false, mouse: false, keys: defaultKeys } as const;
  const screen = await openScreen(viewCase, { ...options, outside });
  await screen.flush();
  const firstMs = performance.now() - opened;
  while (records.all === null) await wait(5);
  await wait(200);

  console.log(`${path}: ${records.all.count.toLocaleString("en")} records, ${columns}×${rows}`);
  console.log(`first frame, all loaded: ${firstMs.toFixed(0)} ms (Ink itself included)`);
  // Streams in memory keep no process alive.
  const alive = setInterval(() => {}, 1000);
  const cpu = process.cpuUsage();
  let pressed = 0;
  for (const [kind, keys] of Object.entries(kinds)) {
    const times: number[] = [];
    let unanswered = 0;
    for (let index = 0; index < Number(values.keys); index++) {
      const started = performance.now();
      const answered = once(frames, "frame", { signal: AbortSignal.timeout(UNANSWERED_MS) });
      stdin.write(keys[index % keys.length]);
      try {
        await answered;
        times.push(performance.now() - started);
      } catch {
        unanswered++;
      }
      pressed++;
      await wait(Math.max(1, REPEAT_MS - (performance.now() - started)));
    }
    times.sort((one, other) => one - other);
    const [median, p95, worst] = [0.5, 0.95, 1].map((share) => percentile(times, share).toFixed(1));
    const without = unanswered === 0 ? "" : `, ${unanswered} changed nothing`;
    console.log(`${kind.padEnd(20)} median ${median} ms, p95 ${p95} ms, worst ${worst} ms${without}`);
  }
  const { user, system } = process.cpuUsage(cpu);
  console.log(`CPU ${((user + system) / 1000 / pressed).toFixed(1)} ms a key`);
  console.log(`resident ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MiB`);
  stdin.write("q");
  await screen.closed;
  clearInterval(alive);
  evidence.close();
  rmSync(scratch, { recursive: true, force: true });
}

if (values.help) console.log(usage);
else await main();
