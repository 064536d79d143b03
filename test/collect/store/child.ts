// What the tests of several processes run: `node child.ts MODE FOLDER LOG`. What happens is appended to LOG, a line each.
import { appendFileSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { openCase, collect, facts, manyUnits } from "./scenario.ts";

const [mode = "", folder = "", log = ""] = process.argv.slice(2);

function say(text: string): void {
  appendFileSync(log, `${text} ${process.pid}\n`);
}

/** Everything, four at a time. */
async function collectAll(): Promise<void> {
  const store = await openCase(folder, { clock: () => Date.now(), onWait: () => say("waits") });
  const queue = [...manyUnits];
  const workers = [0, 1, 2, 3].map(async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await turn();
      await collect(store, [next], {
        worked: (subject) => say(`worked ${subject}`),
        done: ({ subject }) => say(`done ${subject}`),
      });
    }
  });
  await Promise.all(workers);
  await store.finish("complete", facts);
}

/** Takes the case and gives it free, now and then by dying. */
async function takeTurns(): Promise<void> {
  for (let round = 0; round < 5; round++) {
    const store = await openCase(folder, { clock: () => Date.now() });
    say("in");
    for (let n = 0; n < 20; n++) await turn();
    say("out");
    if (round === 4 && process.pid % 2 === 0) process.kill(process.pid, "SIGKILL");
    await store.close();
  }
}

/** Writes until the file may not grow any more, and says how that ended. */
async function fill(): Promise<void> {
  const store = await openCase(folder, { clock: () => Date.now() });
  try {
    await collect(store, manyUnits);
    say("no end");
  } catch (error) {
    say(error instanceof Error ? error.constructor.name : "no error");
  }
  await store.finish("interrupted", facts);
}

process.stdout.write("ready\n");
if (mode === "collect") await collectAll();
else if (mode === "turns") await takeTurns();
else if (mode === "fill") await fill();
else throw new RangeError(mode);
