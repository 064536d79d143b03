import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Owner } from "../../../src/collect/store/index.ts";
import { thisProcess } from "../../../src/collect/store/owner.ts";
import { collect, facts, generations, openCase } from "./scenario.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const [first = []] = generations;

test("a second run waits for the first, says so once, and finds everything done", async () => {
  const folder = temporaryFolder();
  const store = await openCase(folder);
  const owners: (Owner | null)[] = [];
  const waited = Promise.withResolvers<void>();
  const second = openCase(folder, {
    onWait(owner) {
      owners.push(owner);
      waited.resolve();
    },
  });
  await waited.promise;
  await collect(store, first);
  await store.finish("complete", facts);
  const other = await second;
  const worked: string[] = [];
  await collect(other, first, { worked: (subject) => worked.push(subject) });
  await other.finish("complete", facts);
  expect(worked).toEqual(first.filter((unit) => unit.end === "again").map((unit) => unit.subject));
  expect(owners.map((owner) => owner?.pid)).toEqual([process.pid]);
});

test("waiting ends when it is aborted", async () => {
  const folder = temporaryFolder();
  const store = await openCase(folder);
  const abort = new AbortController();
  const second = openCase(folder, { signal: abort.signal, onWait: () => abort.abort(new Error("SIGINT")) });
  await expect(second).rejects.toThrow(/aborted|SIGINT/);
  await store.finish("complete", facts);
  expect(readdirSync(folder)).toEqual(["manifest.json"]);
});

test.each([
  ["of a process on another machine", (own: Owner) => JSON.stringify({ ...own, host: "elsewhere" })],
  ["of a process in another container", (own: Owner) => JSON.stringify({ ...own, pidNamespace: "pid:[1]" })],
  ["that says nothing", () => ""],
])("a lock %s is not broken; the refusal names it", async (_whose, text) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, ".collect"), { mode: 0o700 });
  const path = join(folder, ".collect/lock-other");
  writeFileSync(path, text(thisProcess("2026-11-21T19:00:00.000Z")));
  await expect(openCase(folder, { unknownLimitMs: 150 })).rejects.toMatchObject({ refusal: "locked", path });
  rmSync(path);
  await (await openCase(folder)).close();
});

test.each([
  ["whose pid nobody has", (own: Owner) => ({ ...own, pid: 2 ** 22 + 1 })],
  ["whose pid another process has now", (own: Owner) => ({ ...own, pid: 1, started: "no time" })],
  ["of before the last boot", (own: Owner) => ({ ...own, boot: "before" })],
])("the lock of a process %s is broken", async (_whose, change) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, ".collect"), { mode: 0o700 });
  writeFileSync(join(folder, ".collect/lock-dead"), JSON.stringify(change(thisProcess(""))));
  const store = await openCase(folder, { unknownLimitMs: 0 });
  await store.finish("complete", facts);
  expect(readdirSync(folder)).toEqual(["manifest.json"]);
});

test.runIf(process.platform === "linux")(
  "the lock of a process that was killed and that nobody waits for is broken",
  async () => {
    // `sleep 0` ends, and the program that took the shell's place does not know that it has a child.
    const shell = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      const [output] = (await once(shell.stdout, "data")) as [Buffer];
      const pid = Number(output.toString());
      const stat = (): readonly string[] =>
        readFileSync(`/proc/${pid}/stat`, "utf8")
          .replace(/^.*\) /s, "")
          .split(" ");
      await expect.poll(() => stat()[0]).toBe("Z");
      const folder = temporaryFolder();
      mkdirSync(join(folder, ".collect"), { mode: 0o700 });
      const zombie = { ...thisProcess(""), pid, started: stat()[19] ?? "" };
      writeFileSync(join(folder, ".collect/lock-zombie"), JSON.stringify(zombie));
      const store = await openCase(folder, { signal: AbortSignal.timeout(5000) });
      await store.finish("complete", facts);
      expect(readdirSync(folder)).toEqual(["manifest.json"]);
    } finally {
      shell.kill("SIGKILL");
    }
  },
);

test("a run whose lock was removed writes no more to the case", async () => {
  const folder = temporaryFolder();
  const store = await openCase(folder);
  for (const name of readdirSync(join(folder, ".collect"))) {
    if (name.startsWith("lock-")) rmSync(join(folder, ".collect", name));
  }
  await expect(collect(store, first)).rejects.toMatchObject({ refusal: "lost" });
  await expect(store.finish("interrupted", facts)).rejects.toMatchObject({ refusal: "lost" });
  expect(readdirSync(folder)).toEqual([".collect"]);
});
