import { describe, expect, test } from "vitest";
import { UserError } from "../../src/cli/exit.ts";
import { moment } from "../../src/cli/moment.ts";

const now = Date.parse("2026-11-21T18:00:00Z");
const read = async (text: string): Promise<[string, boolean]> => {
  const { ms, relative } = await moment("--since", text, now);
  return [new Date(ms).toISOString().replace(".000Z", "Z"), relative];
};

describe("a moment means the same in every zone of the machine", () => {
  test.each([
    ["2025-10-23T16:39-0400", "2025-10-23T20:39:00Z", false],
    ["2025-10-23 16:39 -04:00", "2025-10-23T20:39:00Z", false],
    ["2025-10-23 20:38", "2025-10-23T20:38:00Z", false],
    ["2026-11-21", "2026-11-21T00:00:00Z", false],
    ["2026-11-21T17:30:00,5+05:30", "2026-11-21T12:00:00.500Z", false],
    ["1761251938", "2025-10-23T20:38:58Z", false],
    ["1761251938123", "2025-10-23T20:38:58.123Z", false],
    ["now", "2026-11-21T18:00:00Z", true],
    ["2h ago", "2026-11-21T16:00:00Z", true],
    ["-30m", "2026-11-21T17:30:00Z", true],
    ["last 30 minutes", "2026-11-21T17:30:00Z", true],
    ["half an hour ago", "2026-11-21T17:30:00Z", true],
    ["3 days ago", "2026-11-18T18:00:00Z", true],
    ["an hour before 17:38 UTC", "2026-11-21T16:38:00Z", true],
    ["16:39 EDT on October 23", "2026-10-23T20:39:00Z", false],
    ["yesterday 14:00", "2026-11-20T14:00:00Z", true],
    ["today at 3pm", "2026-11-21T15:00:00Z", true],
    ["17:30", "2026-11-21T17:30:00Z", true],
  ])("%s", async (text, iso, relative) => {
    const zone = process.env["TZ"];
    for (const tz of ["UTC", "America/New_York", "Asia/Kolkata"]) {
      process.env["TZ"] = tz;
      // oxlint-disable-next-line no-await-in-loop -- the zone is the process's
      expect(await read(text)).toEqual([iso, relative]);
    }
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  });
});

describe("what is not wholly understood is refused, with what was", () => {
  test.each([
    ["between 20:30 and 21:00", 'only "20:30" of it'],
    ["2h", "not understood"],
    ["may", "the hour is missing"],
    ["yesterday", "the hour is missing"],
    ["16:39 IST", "IST means different zones"],
    ["2026-02-30", "not understood"],
    ["2026-11-21T25:00", "not understood"],
    ["2026-11-22T18:00Z", "has not come yet"],
    ["2027-11-21", "has not come yet"],
    ["", "not understood"],
    ["2h ago; rm -rf /", "only "],
  ])("%s", async (text, why) => {
    const refused = await moment("--since", text, now).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UserError);
    expect((refused as UserError).message).toContain(why);
  });
});
