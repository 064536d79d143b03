import { describe, expect, test } from "vitest";
import { serviceAddress } from "../../src/attach/address.ts";
import { connect, type Connection } from "../../src/attach/connection.ts";
import { hiding, secretOf } from "../../src/attach/secrets.ts";
import { serviceOf } from "../../src/attach/index.ts";
import { serve } from "./api-server.ts";
import { CANARY, world } from "./desk.ts";

function connection(url: string, env: Readonly<Record<string, string>> = {}): Connection {
  const base = serviceAddress(url, "SOME_URL");
  return connect({ base, headers: { authorization: CANARY }, hide: hiding([CANARY]) }, world(env));
}

describe("the token goes to its own host alone", () => {
  test("an answer that sends elsewhere is not followed, a rename on the same host is", async () => {
    const other = await serve(() => ({ status: 200 }));
    const api = await serve(({ path }) =>
      path === "/away"
        ? { status: 301, headers: { location: `${other.url}/x` } }
        : path === "/old"
          ? { status: 301, headers: { location: "/new" } }
          : { status: 200, json: { path } },
    );
    await expect(connection(api.url).ask("/away")).rejects.toThrow("another host");
    expect((await connection(api.url).ask("/old")).json).toEqual({ path: "/new" });
    await expect(connection(api.url).create("/old", { json: {} })).rejects.toThrow("not followed");
    expect(other.asked).toEqual([]);
  });

  test("nor is a next page of another host", async () => {
    const other = await serve(() => ({ status: 200 }));
    const api = await serve(() => ({ status: 200, json: [], headers: { link: `<${other.url}/x>; rel="next"` } }));
    const pages = connection(api.url).pages("/list", {})[Symbol.asyncIterator]();
    await pages.next();
    await expect(pages.next()).rejects.toThrow("another host");
    expect(other.asked).toEqual([]);
  });

  test.each([
    ["http://api.example.com", "is not https"],
    ["https://user:pass@api.example.com", "more than a host and a path"],
    ["https://api.example.com?token=x", "more than a host and a path"],
    ["ftp://api.example.com", "is not https"],
    ["api.example.com", "is no address"],
    ["http://localhost.example.com", "is not https"],
  ])("%s is refused", (text, why) => {
    expect(() => serviceAddress(text, "SOME_URL")).toThrow(why);
  });

  test("nor is it sent where certificates are not checked", () => {
    expect(() => connection("https://api.example.com", { NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toThrow(
      "whoever answers",
    );
  });
});

describe("the token is nowhere to be read", () => {
  test("not in an error that quotes it, in any of its forms", async () => {
    const echo = `${CANARY} ${encodeURIComponent(CANARY)} ${Buffer.from(CANARY).toString("base64")}`;
    const api = await serve(() => ({ status: 400, json: { message: echo } }));
    const error: unknown = await connection(api.url)
      .ask("/x")
      .catch((reason: unknown) => reason);
    expect(String(error)).toContain("[token] [token] [token]");
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error as object))).not.toContain(CANARY);
  });

  test("not when it cannot be sent", () => {
    const broken = `${CANARY}\n${CANARY}`;
    expect(() => secretOf({ X: broken }, ["X"])).toThrow("X holds characters that no token has");
    expect(() => secretOf({ X: broken }, ["X"])).not.toThrow(CANARY);
    expect(secretOf({ X: "", Y: ` ${CANARY}\n` }, ["X", "Y"])).toBe(CANARY);
  });
});

test("a read is tried again, and given up", async () => {
  const api = await serve(() => ({ status: 200, json: 1 }));
  api.faults.push({ at: /x/, reply: null }, { at: /x/, reply: { status: 500 } });
  expect((await connection(api.url).ask("/x")).json).toBe(1);
  expect(api.asked).toHaveLength(3);
  for (let i = 0; i < 9; i++) api.faults.push({ at: /x/, reply: { status: 500 } });
  await expect(connection(api.url).ask("/x")).rejects.toThrow("HTTP 500");
  expect(api.asked).toHaveLength(7);
});

test("an interrupted run ends, and is no failure of the service", async () => {
  const controller = new AbortController();
  const api = await serve(() => {
    controller.abort(new Error("stopped"));
    return new Promise(() => {});
  });
  const base = serviceAddress(api.url, "SOME_URL");
  const open = connect({ base, headers: {}, hide: (text) => text }, world({}, controller.signal));
  await expect(open.ask("/x")).rejects.toThrow("stopped");
});

describe("targets", () => {
  test.each([
    "github:owner/repo#12",
    "gitlab:group/sub/project#12",
    "gitlab:group/project!34",
    "jira:PROJ-123",
    "pagerduty:Q1A2B3C4D5E6F7",
    "slack:#incident-42",
    "slack:C0123ABCDEF",
  ])("%s is one", (target) => {
    expect(serviceOf(target)?.target).toBe(target);
  });

  test.each([
    "",
    "github",
    "github:owner/repo",
    "github:owner/repo#0",
    "github:owner/..#1",
    "github:owner/re po#1",
    "github:../../user#1",
    "gitlab:project#1",
    "gitlab:group/../x#1",
    "jira:PROJ-1/../..",
    "jira:proj-1",
    "pagerduty:a/b",
    "slack:@user",
    "slack:#a b",
    "constructor:x",
    "linear:X-1",
  ])("%j is none", (target) => {
    expect(serviceOf(target)).toBeNull();
  });
});
