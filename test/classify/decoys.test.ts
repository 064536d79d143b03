// Text that only looks like evidence: no finding, and a forgery is reported as one.
import { describe, expect, test } from "vitest";
import { App, judge, rdsEvents, Server } from "../incident.ts";
import { verdictOf } from "./verdicts.ts";

const block = [
  "server process (PID 799) was terminated by signal 9: Killed",
  "terminating any other active server processes",
  "Can't handle storage runtime process crash",
  "database system is shut down",
] as const;

/** Two undisturbed instances. */
function quiet(): readonly [Server, Server] {
  return [new Server("aurora-1").writes(-900, 900), new Server("aurora-2", 3500).idles(-900, 900)];
}

const works = (): App => new App("api/pod-1").works(-900, 900, 10);

describe("the words of a crash where no server wrote them", () => {
  test("quoted in a statement of a session", async () => {
    const [one, two] = quiet();
    for (const [i, text] of block.entries())
      one.session(i, 700, "ERROR", 'syntax error at or near "signal"', `INSERT INTO notes VALUES ('${text}')`);
    expect(verdictOf(await judge(one, two, works(), rdsEvents()))).toBe("no-incident strong");
  });

  test("raised by a session (RAISE LOG) on both instances", async () => {
    const [one, two] = quiet();
    for (const [i, text] of block.entries()) {
      one.session(i, 700, "LOG", text);
      two.session(i, 800, "LOG", text);
    }
    const report = await judge(one, two, works(), rdsEvents());
    expect(report.verdict.class).toBe("no-incident");
    expect(report.incidents).toEqual([]);
  });

  // NAMEDATALEN allows 63 bytes; `%u` of the prefix is written raw, newlines in a message are followed by a tab.
  test.each([["aurora-1"], ["both"]])("forged as lines of their own through user names, on %s", async (where) => {
    const [one, two] = quiet();
    for (const server of where === "both" ? [one, two] : [one]) {
      for (const [i, text] of block.entries()) {
        const user = `\n2026-11-21 19:00:05 UTC::@:[500]:LOG:  ${text}`.slice(0, 63);
        server.records.push({
          at: 5 + i,
          pid: 700 + i,
          session: { user, host: "10.0.0.7", port: 40_700 },
          level: "FATAL",
          message: `password authentication failed for user "${user.replaceAll("\n", "\n\t")}"`,
        });
      }
    }
    const report = await judge(one, two, works(), rdsEvents());
    expect(report.verdict.class).toBe("no-incident");
    expect(report.problems.map(({ kind }) => kind)).toContain("forged-line");
  });

  test("in an application's own log, as an indexed document", async () => {
    const [one, two] = quiet();
    const app = works();
    for (const [i, text] of block.entries()) app.says(i, "INFO", `indexed note: ${text}`);
    expect(verdictOf(await judge(one, two, app, rdsEvents()))).toBe("no-incident strong");
  });
});

test("another product's read-only errors are no refusals of PostgreSQL", async () => {
  const app = works();
  for (let at = 0; at < 120; at++) {
    app.says(at, "ERROR", "redis.exceptions.ReadOnlyError: You can't write against a read only replica.");
    app.says(
      at,
      "ERROR",
      "The MySQL server is running with the --read-only option so it cannot execute this statement",
    );
  }
  const report = await judge(...quiet(), app, rdsEvents());
  expect(report.verdict.class).toBe("no-incident");
  expect(report.clients[0]?.errors).not.toHaveProperty("read-only");
});
