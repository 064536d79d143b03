// A client's clock against the databases', from errors both ends logged.
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/model/index.ts";
import { App, judge, rdsEvents, Server } from "../incident.ts";

/** Seconds at which one session was refused: no regular rhythm, which any shift would fit. */
const REFUSED = [3, 4, 9, 17, 18, 26, 39, 41, 58, 73] as const;

function refusing(at: readonly number[] = REFUSED): Server {
  const server = new Server("aurora-1").idles(-120, 300);
  for (const second of at) server.refuses(second, 701);
  return server;
}

function app(clock: ConstructorParameters<typeof App>[1], at: readonly number[] = REFUSED): App {
  const made = new App("api/pod-1", clock).works(-120, -1).works(100, 300);
  for (const second of at) made.refused(second + 0.3);
  return made;
}

async function offsetOf(...story: readonly (Server | App)[]): Promise<Report["clients"][number] | undefined> {
  return (await judge(...story, rdsEvents())).clients[0];
}

describe("the clock of a client", () => {
  test("that agrees with the server's is claimed to be off by nothing", async () => {
    expect((await offsetOf(refusing(), app({ zone: "UTC", shift: 0 })))?.offsetSeconds).toBeNull();
    expect((await offsetOf(refusing(), app({ zone: "none", shift: 0 })))?.offsetSeconds).toBeNull();
  });

  test.each([
    ["New York", -5 * 3600],
    ["Berlin", 3600],
    ["Kolkata", 5.5 * 3600],
    ["Kathmandu", 5.75 * 3600],
    ["Auckland in summer", 13 * 3600],
  ])("that tells the time of %s without saying so is found", async (_city, shift) => {
    const client = await offsetOf(refusing(), app({ zone: "none", shift }));
    expect(client?.offsetSeconds).toBe(shift);
  });

  test.each([37, -37, 90])("that is %i s off is found, within its uncertainty", async (shift) => {
    const client = await offsetOf(refusing(), app({ zone: "UTC", shift }));
    const off = Math.abs((client?.offsetSeconds ?? 0) - shift);
    expect(off).toBeLessThanOrEqual(client?.offsetUncertaintySeconds ?? 0);
  });

  test("is not guessed from two errors", async () => {
    expect((await offsetOf(refusing([3, 17]), app({ zone: "none", shift: 3600 }, [3, 17])))?.offsetSeconds).toBeNull();
  });

  test("is not guessed from a rhythm that several shifts fit", async () => {
    const steady = Array.from({ length: 60 }, (_, i) => i);
    expect(
      (await offsetOf(refusing(steady), app({ zone: "UTC", shift: 20 }, steady.slice(0, 20))))?.offsetSeconds,
    ).toBeNull();
  });

  test("is not guessed where the server logged none of it", async () => {
    const client = await offsetOf(new Server("aurora-1").idles(-120, 300), app({ zone: "none", shift: 3600 }));
    expect(client?.offsetSeconds).toBeNull();
  });

  test("orders its errors with the server's, and shows its lines as written", async () => {
    const story = [refusing(), app({ zone: "none", shift: -5 * 3600 })] as const;
    const report = await judge(...story, rdsEvents());
    const line = report.evidence.find(({ source }) => source.file.startsWith("apps/"));
    expect(line?.time).toMatch(/^2026-11-21T19:00:0/);
    expect(line?.text).toMatch(/^2026-11-21 14:00:0/);
    expect(report.problems.map((problem) => problem.kind)).toContain("zone-estimated");
  });
});
