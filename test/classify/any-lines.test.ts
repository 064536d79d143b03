// Logs with any lines lost: no false race, nothing strong that the whole did not show, and never an exception.
import { array, assert, asyncProperty, constantFrom, nat } from "fast-check";
import { expect, test } from "vitest";
import { App, type CaseFile, judge, Server } from "../incident.ts";
import { completedEvents, handOver, interrupted, ordinaryApp, raceEvents, raceServers } from "./stories.ts";
import { levelOf, PROBABLE } from "./verdicts.ts";

interface Story {
  readonly servers: readonly Server[];
  readonly others: readonly (App | CaseFile)[];
}

const peaceful: Readonly<Record<string, () => Story>> = {
  "a hand-over": () => ({ servers: handOver(), others: [completedEvents(), ordinaryApp()] }),
  "a crash and a failover": () => ({
    servers: [
      new Server("aurora-1").starts(-300).writes(-299, -1).killed(0).starts(20, "reader", interrupted).idles(21, 120),
      new Server("aurora-2", 3500).starts(-300, "reader").idles(-299, 3).promotes(4).writes(5, 120),
    ],
    others: [completedEvents(), ordinaryApp()],
  }),
  "a kill on a writer and one on its standby": () => ({
    servers: [
      new Server("aurora-1").starts(-120).writes(-119, -1).killed(0, { runtime: null }).writes(3, 120),
      new Server("aurora-2", 3500).starts(-120, "reader").refuses(-60, 800, -50).killed(2, { pid: 800, runtime: null }),
    ],
    others: [ordinaryApp()],
  }),
  "a reversal": () => ({
    servers: [
      new Server("aurora-1").writes(-120, -1).stops(0).starts(14).writes(15, 120),
      new Server("aurora-2", 3500).idles(-120, -1).stops(1).starts(6).born(7, 800).killed(9, { pid: 800 }).starts(20),
    ],
    others: [raceEvents(), ordinaryApp()],
  }),
};

/** Takes records out of the servers' logs; each number chooses one of what is left. */
function lose({ servers, others }: Story, choices: readonly number[]): readonly (Server | App | CaseFile)[] {
  for (const choice of choices) {
    const server = servers[choice % servers.length];
    if (server !== undefined && server.records.length > 1)
      server.records.splice(Math.floor(choice / servers.length) % server.records.length, 1);
  }
  return [...servers, ...others];
}

const choices = array(nat(10_000), { maxLength: 12 });

test("no lost lines make a race of an incident that is none", async () => {
  await assert(
    asyncProperty(constantFrom(...Object.keys(peaceful)), choices, async (name, lost) => {
      const story = peaceful[name];
      if (story === undefined) throw new Error(name);
      const report = await judge(...lose(story(), lost));
      expect(levelOf(report, "split-writer-race"), name).toBeLessThan(PROBABLE);
    }),
    { numRuns: 80, seed: 11 },
  );
});

test("no lost lines make a race strong, or no incident", async () => {
  await assert(
    asyncProperty(choices, async (lost) => {
      const story = { servers: raceServers(), others: [raceEvents(), ordinaryApp()] };
      const { verdict } = await judge(...lose(story, lost));
      if (verdict.class === "split-writer-race") expect(verdict.level).not.toBe("strong");
      expect(verdict.class).not.toBe("no-incident");
    }),
    { numRuns: 40, seed: 11 },
  );
});
