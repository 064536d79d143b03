import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type CaseRequest, placeOf } from "../../src/cli/case-window.ts";
import { refuseOthersFolder } from "../../src/cli/case-folder.ts";
import { UserError } from "../../src/cli/exit.ts";
import { ssoLogin } from "../../src/cli/sso-login.ts";

const NOW = Date.parse("2026-11-21T20:00:30Z");
const none = { appLogs: [], inputTz: [] } as const;

function folder(): string {
  return mkdtempSync(join(tmpdir(), "window-"));
}

/** A case that a run ended with this request. */
function ended(request: Partial<CaseRequest>): string {
  const path = folder();
  writeFileSync(
    join(path, "manifest.json"),
    JSON.stringify({ manifestVersion: 1, request, files: [], acquisition: [], units: [] }),
  );
  return path;
}

const refusal = (given: { readonly since?: string; readonly until?: string }): Promise<unknown> =>
  placeOf("orders", { ...none, ...given }, NOW).catch((error: unknown) => error);

describe("the window of a case", () => {
  test("is what the words mean now, in UTC, and names the folder", async () => {
    const place = await placeOf("Orders-Prod", { ...none, since: "2h ago" }, NOW);
    expect(place.request).toEqual({
      cluster: "orders-prod",
      since: "2h ago",
      until: null,
      start: "2026-11-21T18:00:30.000Z",
      end: "2026-11-21T20:00:30.000Z",
    });
    expect(place.folder.endsWith("/postmortem-orders-prod-2026-11-21T1800Z")).toBe(true);
    expect(place.resumed).toBe(false);
  });

  test("is that of the case where the words are those it was begun with", async () => {
    const request = {
      cluster: "orders-prod",
      since: "2h ago",
      until: null,
      start: "2026-11-21T17:00:00.000Z",
      end: "2026-11-21T19:00:00.000Z",
    };
    const path = ended(request);
    const given = { ...none, case: path };
    expect(await placeOf("ORDERS-PROD", { ...given, since: "2h ago" }, NOW)).toEqual({
      folder: path,
      request,
      resumed: true,
    });
    for (const other of [{ since: "3h ago" }, { since: "2h ago", until: "1h ago" }]) {
      const place = await placeOf("orders-prod", { ...given, ...other }, NOW);
      expect([place.resumed, place.request.start === request.start]).toEqual([false, false]);
    }
    expect((await placeOf("billing", { ...given, since: "2h ago" }, NOW)).resumed).toBe(false);
  });

  test.each([{ start: "yesterday", end: "2026-11-21T19:00:00.000Z" }, { start: 5, end: null }, {}])(
    "is not taken from a manifest that somebody spoilt: %j",
    async (times) => {
      const path = ended({ cluster: "orders-prod", since: "2h ago", until: null, ...times } as unknown as CaseRequest);
      const place = await placeOf("orders-prod", { ...none, case: path, since: "2h ago" }, NOW);
      expect([place.resumed, place.request.start]).toEqual([false, "2026-11-21T18:00:30.000Z"]);
    },
  );

  test.each([
    ["arn:aws:rds:eu-west-1:123456789012:cluster:orders", "postmortem-orders-2026-11-21T1800Z"],
    ["orders.cluster-abc.eu-west-1.rds.amazonaws.com", "postmortem-orders-2026-11-21T1800Z"],
    ["../../etc/passwd", "postmortem-passwd-2026-11-21T1800Z"],
    ["$(reboot) \u001b[31m", "postmortem---reboot----31m-2026-11-21T1800Z"],
  ])("%j makes a folder's name that every shell takes", async (name, expected) => {
    const place = await placeOf(name, { ...none, since: "2h ago" }, NOW);
    expect(place.folder.split("/").at(-1)).toBe(expected);
  });

  test("is refused where it is empty, turned round, ahead or not said", async () => {
    for (const given of [
      {},
      { since: "2026-11-21T20:05Z" },
      { since: "2h ago", until: "2h ago" },
      { since: "1h ago", until: "2h ago" },
      { since: "2h ago", until: "tomorrow at noon" },
    ])
      expect(await refusal(given)).toBeInstanceOf(UserError);
  });
});

describe("a folder that no collection began", () => {
  test.each([["instances"], ["apps"], ["postgresql.log"], ["notes.txt", "case.yaml"]])(
    "with %s is refused",
    (...names) => {
      const path = folder();
      for (const name of names) mkdirSync(join(path, name));
      expect(() => refuseOthersFolder(path)).toThrow(UserError);
    },
  );

  test("is taken where it is new, empty, a case, or holds only what people say", () => {
    const path = folder();
    for (const each of [path, join(path, "new"), ended({})]) expect(() => refuseOthersFolder(each)).not.toThrow();
    for (const name of ["case.yaml", "annotations.jsonl", ".git", "postmortem.yaml"]) mkdirSync(join(path, name));
    expect(() => refuseOthersFolder(path)).not.toThrow();
    const begun = folder();
    for (const name of ["instances", ".collect"]) mkdirSync(join(begun, name));
    expect(() => refuseOthersFolder(begun)).not.toThrow();
  });
});

describe("the command that signs in anew", () => {
  const home = folder();
  const config = join(home, "config");
  writeFileSync(
    config,
    "[default]\nsso_start_url = https://x\n[profile prod]\nsso_session = corp\n\n[profile on call]\nsource_profile=prod\n" +
      "[profile ring]\nsource_profile = ring\n[profile keys]\naws_access_key_id = AKIA\n[sso-session corp]\nsso_start_url = y\n",
  );
  const env = { HOME: home, AWS_CONFIG_FILE: config };

  test.each([
    [null, {}, "aws sso login"],
    ["prod", {}, "aws sso login --profile prod"],
    [null, { AWS_PROFILE: "prod" }, "aws sso login --profile prod"],
    ["on call", {}, "aws sso login --profile prod"],
    ["prod", { AWS_ACCESS_KEY_ID: "AKIA" }, "aws sso login --profile prod"],
    [null, { AWS_ACCESS_KEY_ID: "AKIA" }, null],
    ["ring", {}, null],
    ["keys", {}, null],
    ["nobody", {}, null],
    [null, { AWS_CONFIG_FILE: "/nonexistent" }, null],
  ])("of profile %j and %j is %j", (profile, over, expected) => {
    expect(ssoLogin(profile, { ...env, ...over })).toBe(expected);
  });
});
