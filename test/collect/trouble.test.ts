import { describe, expect, test } from "vitest";
import type { CallFailure } from "../../src/collect/calls.ts";
import { entryOf, troubleOf } from "../../src/collect/trouble.ts";

function failure(kind: CallFailure["kind"], over: Partial<CallFailure> = {}): CallFailure {
  const action = "rds:DownloadDBLogFilePortion";
  const call = "DownloadDBLogFilePortion";
  return { call, kind, code: "", message: "", action, resource: null, attempts: 1, ...over };
}

describe("a failed call", () => {
  test.each<[CallFailure["kind"], string, RegExp | null]>([
    ["denied", "DENIED", /^allow rds:DownloadDBLogFilePortion in the policy/],
    ["expired", "CREDENTIALS", /^sign in to AWS anew/],
    ["credentials", "CREDENTIALS", /^sign in to AWS anew/],
    ["throttled", "THROTTLED", /^in some minutes run the same command again/],
    ["not-found", "NOT_FOUND", null],
    ["not-ready", "NOT_READY", /when it is available/],
    ["refused", "REFUSED", null],
    ["binary", "BINARY_REFUSED", /^allow rds:DownloadCompleteDBLogFile/],
    ["timeout", "UNREACHABLE", /^run the same command again/],
    ["network", "UNREACHABLE", /^run the same command again/],
    ["server", "UNREACHABLE", /^run the same command again/],
    ["malformed", "MALFORMED", /proxy between here and AWS/],
    ["short", "SHORT", /^run the same command again/],
    ["repeated-token", "REPEATED_TOKEN", /^run the same command again/],
  ])("%s is %s in the ledger, with what mends it", (kind, code, remedy) => {
    const about = { source: "postgresql-log", subject: "a", state: "none", consequence: "not known" } as const;
    const entry = entryOf(failure(kind, { message: "Words." }), about);
    expect(entry).toMatchObject({ ...about, code, call: "rds:DownloadDBLogFilePortion", runAgainAfter: null });
    expect(entry.reason).toMatch(/^\S+( \S+){2,}[^.]$/);
    if (remedy === null) expect(entry.remedy).toBeNull();
    else expect(entry.remedy).toMatch(remedy);
  });

  test("says what was denied for which resource", () => {
    const denied = failure("denied", { resource: "arn:aws:rds:eu-west-1:123456789012:db:a" });
    expect(troubleOf(denied).reason).toBe(
      "rds:DownloadDBLogFilePortion is denied for arn:aws:rds:eu-west-1:123456789012:db:a",
    );
  });

  test("has AWS's words on one line that does not end the sentence, and how often it was tried", () => {
    const odd = failure("server", { code: "Bad\u001b[31m", message: "a\nb\u202e. ", attempts: 8 });
    expect(troubleOf(odd).reason).toBe("rds:DownloadDBLogFilePortion failed: Bad [31m: a b (8 attempts)");
  });
});
