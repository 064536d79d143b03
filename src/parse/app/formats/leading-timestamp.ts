import type { AppFormat } from "../format.ts";
import { leadingLevel, levelOfWord } from "../levels.ts";

const separators = /^[\s\]|:-]{1,8}/;

/** Where the text behind the stamp starts, and the level it states in front or in a column of its own (zap, Lambda). */
function behind(text: string): { level: ReturnType<typeof levelOfWord>; message: string } {
  const lead = leadingLevel(text);
  if (lead !== null) return { level: lead.level, message: text.slice(lead.end) };
  const columns = text.split("\t", 5);
  for (let i = 0, at = 0; i < Math.min(columns.length, 3); i++) {
    const column = columns[i] ?? "";
    at += column.length + 1;
    const level = levelOfWord(column.trim());
    if (level !== null) return { level, message: text.slice(at) };
  }
  return { level: null, message: text };
}

/** Any text line that begins with a date and a time, in brackets or not. The last of the dated formats. */
export const leadingTimestamp: AppFormat = {
  id: "leading-timestamp",
  title: "Text with a leading date and time",
  references: ["https://docs.lnav.org/en/latest/formats.html"],
  joins: "until-head",
  head: (line) => {
    const stamp = line.stamp();
    const rest = stamp === null ? "" : line.text.slice(stamp.end);
    if (stamp === null || (rest !== "" && !separators.test(rest))) return null;
    const { level, message } = behind(rest.replace(separators, ""));
    return { stamp, level: level ?? "none", message, error: null, data: null };
  },
  samples: {
    matches: [
      {
        line: "2026-11-21T19:06:32.660Z INFO new db connection",
        time: "2026-11-21T19:06:32.660Z",
        level: "info",
        message: "new db connection",
      },
      {
        line: "2026-11-21 18:50:37 [heartbeat] heartbeat ok n=4",
        time: "2026-11-21T18:50:37Z",
        level: "none",
        message: "[heartbeat] heartbeat ok n=4",
      },
      {
        line: "2026/11/21 19:06:32 new db connection",
        time: "2026-11-21T19:06:32Z",
        level: "none",
        message: "new db connection",
      },
      {
        line: "2026-11-21T18:59:03.666Z error: cannot execute UPDATE in a read-only transaction",
        time: "2026-11-21T18:59:03.666Z",
        level: "error",
        message: "cannot execute UPDATE in a read-only transaction",
      },
      {
        line: "2026-11-21T19:08:44.618Z\tERROR\tmain.go:9\tfailed",
        time: "2026-11-21T19:08:44.618Z",
        level: "error",
        message: "main.go:9\tfailed",
      },
      {
        line: "2026-11-21T19:06:41.957Z\t8c1f3a52-6d0e\tERROR\tfailed",
        time: "2026-11-21T19:06:41.957Z",
        level: "error",
        message: "failed",
      },
      {
        line: "[2026-11-21 19:51:59.688] [warn] slow",
        time: "2026-11-21T19:51:59.688Z",
        level: "warning",
        message: "slow",
      },
      {
        line: "Sat Nov 21 19:06:41 2026 - *** uWSGI is running",
        time: "2026-11-21T19:06:41Z",
        level: "none",
        message: "*** uWSGI is running",
      },
      { line: "11/21/2026, 7:06:41 PM ERROR failed", time: "2026-11-21T19:06:41Z", level: "error", message: "failed" },
    ],
    ignores: [
      { line: '2026-11-21T19:07:32.394Z,ip-10-0-3-17,orders-api,"x"', why: "a CSV export" },
      { line: "1795288001957 started", why: "bare digits are no time" },
      { line: "2026-02-31 19:06:41 started", why: "no such day" },
      { line: "19:06:41.957 started", why: "no date" },
    ],
  },
};
