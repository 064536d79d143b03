// The incidents that several tests start from; each test changes the one fact it is about.
import { App, type CaseFile, type Kill, rdsEvents, Server } from "../incident.ts";

export const CLUSTER = "orders-prod";

/** The race α: both restart at the failover, both come up, both take writes, both are thrown out, aurora-1 is writer again. */
export function raceServers(kill: Kill = {}): readonly [Server, Server] {
  const one = new Server("aurora-1", 500).writes(-120, -1).stops(0, 640, 641).starts(4);
  one.born(6, 700, 701).killed(16, { pid: 700, ...kill, runtime: "old" });
  one.starts(24, "writer", interrupted).writes(25, 300);
  const two = new Server("aurora-2", 3500).idles(-120, -1).stops(1).starts(5);
  two.born(7, 800, 801).killed(18, { pid: 800, statement: "INSERT INTO jobs VALUES (7)", ...kill });
  two.starts(28, "writer", interrupted).idles(29, 300);
  return [one, two];
}

export const interrupted = "was interrupted; last known up at 2026-11-21 18:58:00 UTC";

export function raceEvents(): CaseFile {
  return rdsEvents(
    [-2, CLUSTER, "Started cross AZ customer initiated failover to DB instance: aurora-2"],
    [22, CLUSTER, "Promoting previous primary again: aurora-1"],
    [30, CLUSTER, "Completed customer initiated failover to DB instance: aurora-1"],
  );
}

export function completedEvents(): CaseFile {
  return rdsEvents(
    [-2, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"],
    [12, CLUSTER, "Completed failover to DB instance: aurora-2"],
  );
}

/** A client that loses its connections at the failover and works again `back` seconds later. */
export function ordinaryApp(id = "api/pod-1", back = 20): App {
  return new App(id).works(-120, -1).loses(0, 3).works(back, 300);
}

/** A healthy hand-over as Aurora's logs may show it: both restart, aurora-2 writes afterwards. */
export function handOver(): readonly [Server, Server] {
  const one = new Server("aurora-1").writes(-120, -1).stops(0, 640, 641).starts(4).idles(5, 300);
  const two = new Server("aurora-2", 3500).idles(-120, -1).stops(1).starts(5).writes(6, 300);
  return [one, two];
}
