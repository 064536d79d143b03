// The first session of an application after each `ready` line.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { defaultOptions, openCase } from "../../src/analyze/index.ts";
import { load, loadChatter } from "../../src/analyze/load.ts";
import { noDocuments } from "../../src/model/index.ts";
import { birthsAfterReady } from "../../src/reconstruct/births.ts";
import { incarnationsOf } from "../../src/reconstruct/incarnations.ts";
import { incidentWindows, type Input } from "../../src/reconstruct/index.ts";
import { codes } from "../../src/signatures/index.ts";
import { nothing, Server } from "../incident.ts";
import { us } from "./facts.ts";

/** Seconds of the births on the one instance of a story. */
async function birthsOf(server: Server): Promise<readonly number[]> {
  const folder = mkdtempSync(join(tmpdir(), "postmortem-births-"));
  const { path, text } = server.log();
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  const evidence = await openCase([folder], nothing, join(folder, "spool"));
  try {
    const loaded = load(evidence, defaultOptions);
    const plain: Input = {
      records: loaded.timeline,
      chatter: loaded.timeline,
      codes,
      events: [],
      eventsSupplied: false,
      documents: noDocuments,
      excerpts: new Set(),
      options: defaultOptions.thresholds,
    };
    const [stream] = plain.records.streams;
    if (stream === undefined) throw new Error("no stream in the story");
    const input = { ...plain, chatter: loadChatter(loaded, incidentWindows(plain)) };
    const births = birthsAfterReady(input, server.id, incarnationsOf(input, stream));
    return births.map((birth) => (birth.us - us(0)) / 1_000_000);
  } finally {
    evidence.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

test("is found after each, and RDS's own sessions do not count", async () => {
  const two = new Server("aurora-2", 3500).writes(-120, -1).born(-60, 700).stops(1).starts(5);
  two.records.push({
    at: 6,
    pid: 391,
    session: { user: "rdsadmin", host: "10.0.0.1", port: 39_001 },
    level: "LOG",
    message: "connection authorized: user=rdsadmin database=rdsadmin",
  });
  two.born(7, 800).born(9, 801).stops(30).starts(34).born(40, 900).writes(41, 300);
  expect(await birthsOf(two)).toEqual([7, 40]);
});

test("is unknown where connections are not logged", async () => {
  expect(await birthsOf(new Server("aurora-2", 3500).writes(-120, -1).stops(1).starts(5).writes(6, 300))).toEqual([]);
});
