// Lives of a postmaster, from the lines it leaves.
import { describe, expect, test } from "vitest";
import { Server } from "../incident.ts";
import { endsOf, instanceOf, logOf, us } from "./facts.ts";

const interrupted = "was interrupted; last known up at 2026-11-21 18:58:00 UTC";

/** What a start says about the life before. */
async function foundBy(text: string): Promise<string | null | undefined> {
  return (await instanceOf("a", new Server("a").starts(0, "writer", text))).incarnations[0]?.found;
}

describe("a life", () => {
  test("whose start is not in the log has none, and lasts as long as is seen", async () => {
    const { incarnations } = await instanceOf("a", new Server("a").idles(-60, -1).stops(0).starts(4).idles(5, 60));
    expect(endsOf(incarnations)).toEqual(["shutdown@0 pid 0", "open@45 pid 600"]);
    expect(incarnations[0]?.start).toBeNull();
    expect(incarnations[1]?.start?.us).toBe(us(4));
    expect(incarnations[1]?.version).toBe("15.4");
  });

  test("is told by the next one how it ended", async () => {
    expect(await foundBy("was shut down at 2026-11-21 18:59:59 UTC")).toBe("clean");
    expect(await foundBy("was shut down in recovery at 2026-11-21 18:59:59 UTC")).toBe("clean-in-recovery");
    expect(await foundBy(interrupted)).toBe("interrupted");
    expect(await foundBy("was interrupted while in recovery at log time 2026-11-21 18:59:59 UTC")).toBe(
      "interrupted-in-recovery",
    );
  });

  test("that ends without a word before an interrupted start is lost, and that is a crash", async () => {
    const server = new Server("a").starts(-60).says(-1, "WARNING", "still here").starts(5, "writer", interrupted);
    const { incarnations, crashes } = await instanceOf("a", server);
    expect(incarnations.map((life) => life.endKind)).toEqual(["lost", "open"]);
    expect(crashes.map((crash) => [crash.kind, crash.write.level])).toEqual([["lost", "none"]]);
    expect(crashes[0]?.at.us).toBeGreaterThanOrEqual(us(-60));
    expect(crashes[0]?.at.us).toBeLessThanOrEqual(us(-1));
  });

  test("that ends without a word before a clean start is lost, and that is no crash", async () => {
    const { incarnations, crashes } = await instanceOf("a", new Server("a").starts(-60).starts(5));
    expect(incarnations.map((life) => life.endKind)).toEqual(["lost", "open"]);
    expect(crashes).toEqual([]);
  });

  test("after a reinitialisation in place is a new one of the same postmaster", async () => {
    const server = new Server("a").starts(-60).killed(0, { runtime: null }).idles(5, 60);
    const { incarnations, crashes } = await instanceOf("a", server);
    expect(incarnations.map((life) => [life.endKind, life.postmasterPid])).toEqual([
      ["crash", 600],
      ["open", 600],
    ]);
    expect(crashes[0]?.reinitialized).toBe(true);
    expect(incarnations[1]?.found).toBe("interrupted");
  });

  test("is one although postgres.log repeats its banner", async () => {
    const server = new Server("a").idles(-60, -1).stops(0).starts(4).idles(5, 60);
    const banner = server
      .log()
      .text.split("\n")
      .filter((line) => line.includes("starting PostgreSQL"))
      .join("\n");
    const repeated = { path: "instances/a/postgres.log", text: `${banner}\n` };
    const { incarnations } = await instanceOf("a", server, repeated);
    expect(incarnations.map((life) => life.endKind)).toEqual(["shutdown", "open"]);
  });

  test("does not own what the next postmaster says before its banner", async () => {
    const server = new Server("a").starts(-60).says(-20, "WARNING", "still here");
    server.says(10, "LOG", "ending log output to stderr", 700);
    server.postmaster = 600;
    server.starts(10, "writer", interrupted);
    const { incarnations } = await instanceOf("a", server);
    expect(incarnations).toHaveLength(2);
    expect(incarnations[0]?.endUs).toBeLessThan(us(0));
  });

  test("holds its promotion: a second ready line, not a second life", async () => {
    const server = new Server("a").starts(-60, "reader").idles(-59, -1).promotes(0).writes(1, 60);
    const { incarnations, promotions } = await instanceOf("a", server);
    expect(incarnations).toHaveLength(1);
    expect(incarnations[0]?.ready.map((ready) => ready.readOnly)).toEqual([true, false]);
    expect(promotions.map((promotion) => promotion.us)).toEqual([us(0)]);
  });

  test("of an undated excerpt keeps its order and borrows no time", async () => {
    const { incarnations } = await instanceOf(
      "a",
      logOf(
        "a",
        "LOG:  starting PostgreSQL 15.4 on aarch64-unknown-linux-gnu",
        "LOG:  database system is ready to accept connections",
        "...",
        "LOG:  server process (PID 799) was terminated by signal 9: Killed",
        "LOG:  terminating any other active server processes",
        "FATAL:  Can't handle storage runtime process crash",
        "LOG:  database system is shut down",
      ),
    );
    expect(incarnations.map((life) => [life.endKind, life.start?.dated])).toEqual([["crash", false]]);
    expect(incarnations[0]?.endUs).toBeNaN();
  });
});
