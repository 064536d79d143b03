// How much of the case's time an instance's log covers.
import { describe, expect, test } from "vitest";
import { rdsEvents, Server } from "../incident.ts";
import { instanceOf, logOf } from "./facts.ts";

/** Somebody else's log spans the window, from -60 to 3000 s. */
function other(): Server {
  return new Server("b", 3500).idles(-60, 3000);
}

async function coverageOf(server: Server): Promise<string> {
  const { coverage } = await instanceOf("a", server, other());
  return `${coverage.state}: ${coverage.why}`;
}

describe("a log covers the window", () => {
  test("in full with records from before to after it", async () => {
    expect(await coverageOf(new Server("a").idles(-60, 3000))).toMatch(/^full/);
  });

  test("in full when a stop and the next start explain the silence", async () => {
    const server = new Server("a").idles(-60, 100).stops(101).starts(1500).idles(1501, 3000);
    expect(await coverageOf(server)).toMatch(/^full/);
  });

  test("in part when it begins in the middle of a life, inside the window", async () => {
    expect(await coverageOf(new Server("a").idles(900, 3000))).toMatch(/^partial: its log begins at 2026-11-21T19:15:/);
  });

  test("in part when it ends inside the window", async () => {
    expect(await coverageOf(new Server("a").idles(-60, 1000))).toMatch(/^partial: its log ends at 2026-11-21T19:16:/);
  });

  test("in part when it ends with a stop inside the window", async () => {
    expect(await coverageOf(new Server("a").idles(-60, 1000).stops(1001))).toMatch(/^partial: its log ends/);
  });

  test("in part with a silence of more than 15 min that nothing explains", async () => {
    const server = new Server("a").idles(-60, 1000).idles(2000, 3000);
    expect(await coverageOf(server)).toMatch(/^partial: no record for \d+ s/);
  });

  test("not at all when all of it lies before", async () => {
    const { coverage } = await instanceOf(
      "a",
      new Server("a").idles(-900, -600),
      rdsEvents([0, "b", "DB instance restarted"]),
    );
    expect(coverage.state).not.toBe("full");
  });

  test("in part as an excerpt with times, and not at all as one without", async () => {
    const dated = logOf(
      "a",
      "2026-11-21 19:00:00 UTC::@:[500]:LOG:  database system is ready to accept connections",
      "...",
      "...",
    );
    expect((await instanceOf("a", dated)).coverage.state).toBe("partial");
    const undated = logOf(
      "a",
      "LOG:  database system is ready to accept connections",
      "...",
      "LOG:  database system is shut down",
    );
    expect((await instanceOf("a", undated)).coverage.state).toBe("none");
  });
});
