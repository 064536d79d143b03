import { describe, expect, test } from "vitest";
import type { ClientReport, ClockReport, StalenessReport } from "../../src/model/index.ts";
import { clockText, offsetText, recoveryText, staleText } from "../../src/report/client-words.ts";
import { clients } from "./sample-clients.ts";

const clock = (lowSeconds: number, highSeconds: number, state: ClockReport["state"] = "shifted"): ClockReport => ({
  state,
  by: "backend-pid",
  lowSeconds,
  highSeconds,
  pairs: 12,
  outliers: 0,
  reason: "",
  evidence: [],
});

describe("an offset", () => {
  test.each([
    [36.7, 37.7, "+37.2 s ± 0.5 s"],
    [-0.6, 0.4, "−0.1 s ± 0.5 s"],
    [-0.5, 0.5, "0 s ± 0.5 s"],
    [37.213, 37.217, "+37.215 s ± 0.002 s"],
    [7200, 7200.2, "+2 h 00 min 00.1 s ± 0.1 s"],
    [-19_800.1, -19_799.9, "−5 h 30 min 00.0 s ± 0.1 s"],
    [599.9, 600.1, "+10 min 00.0 s ± 0.1 s"],
    [3599.94, 3600.04, "+59 min 59.99 s ± 0.05 s"],
    [100, 130, "+115 s ± 15 s"],
  ])("of %d … %d is %s", (low, high, text) => {
    expect(offsetText(clock(low, high))).toBe(text);
  });
});

describe("a clock", () => {
  test("says from which pairs it is known", () => {
    expect(clockText(clock(36.7, 37.7))).toBe("+37.2 s ± 0.5 s vs the database (12 pairs by backend PID, 0 outliers)");
    expect(clockText({ ...clock(-0.4, 0.6, "agrees"), by: "statement", pairs: 1, outliers: 1 })).toBe(
      "agrees with the database: +0.1 s ± 0.5 s (1 pair by statement, 1 outlier)",
    );
  });
  test("that is a zone says so, and what is done about it", () => {
    expect(clockText({ ...clock(7200, 7200.2, "zone"), by: "client-address", pairs: 31 })).toBe(
      "+2 h 00 min 00.1 s ± 0.1 s vs the database (31 pairs by client address, 0 outliers): most likely local time written without its zone; ordering uses the corrected times, lines are shown as written",
    );
  });
  test("that cannot be told says why", () => {
    const unknown = { ...clock(0, 0, "not-estimable"), by: null, lowSeconds: null, highSeconds: null };
    expect(clockText({ ...unknown, reason: "no pair" })).toBe("not estimable: no pair");
  });
});

describe("staleness", () => {
  const stale: StalenessReport = {
    incident: 0,
    seconds: 49.2,
    errors: 214,
    sessions: 3,
    births: 1,
    subtype: "pooled",
    subtypeReason: "",
    neededRestart: true,
    endpointTtlSeconds: 5,
    endpointTtlSource: "collected",
    evidence: [],
  };
  test("is measured by the endpoint's TTL", () => {
    expect(staleText(stale)).toBe(
      "49.2 s stale, 9.8 × the endpoint's TTL of 5 s (as collected); 214 errors in 3 sessions, 1 of them opened after the writer changed",
    );
    expect(staleText({ ...stale, seconds: 4, endpointTtlSource: "operator" })).toContain(
      "4 s stale, within the endpoint's TTL of 5 s (stated by the operator)",
    );
    expect(staleText({ ...stale, endpointTtlSeconds: 0 })).not.toMatch(/Infinity|NaN/);
  });
  test("names no session that is not known", () => {
    expect(staleText({ ...stale, sessions: 0, births: 0 })).toContain("no refused session is known to be its own");
  });
  test("ends by what is known of its end", () => {
    const [refused, , healed] = clients as readonly [ClientReport, ClientReport, ClientReport];
    expect(recoveryText(refused)).toBe("STILL REFUSED when the data ends; needs a restart");
    expect(recoveryText(healed)).toBe("needed a restart; healed by: restart");
  });
});
