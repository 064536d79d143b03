// The first session of an application after each `ready` line.
import { expect, test } from "vitest";
import { Server } from "../incident.ts";
import { instanceOf, us } from "./facts.ts";

/** Seconds of the births that are known of one instance. */
async function birthsOf(server: Server): Promise<readonly number[]> {
  const { births } = await instanceOf(server.id, server);
  return births.map((birth) => (birth.us - us(0)) / 1_000_000);
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
