import { expect, test } from "vitest";
import { sample } from "../report/sample.ts";
import { CANARY, documentsOf, huge, reached, send, world } from "./desk.ts";
import { type PagerdutyApi, pagerdutyApi } from "./pagerduty-api.ts";

const TARGET = "pagerduty:Q1A2B3C4D5";
const around = (api: PagerdutyApi): ReturnType<typeof world> =>
  world({ PAGERDUTY_API_URL: api.url, PAGERDUTY_TOKEN: CANARY, PAGERDUTY_FROM: "me@example.com" });

test("the same note is written once; another content says that it takes the place of the earlier", async () => {
  const api = await pagerdutyApi();
  expect(await send(TARGET, documentsOf(), around(api))).toMatchObject({
    url: "https://pd/i",
    said: ["created the note"],
  });
  expect((await send(TARGET, documentsOf(), around(api))).said).toEqual([]);
  expect(api.notes).toHaveLength(1);
  const other = { ...sample, verdict: { ...sample.verdict, level: "possible" as const } };
  await send(TARGET, documentsOf(other), around(api));
  await send(TARGET, documentsOf(other), around(api));
  expect(api.notes).toHaveLength(2);
  expect(api.notes[1]?.content).toMatch(/^Takes the place of an earlier note of this case\./);
});

test("it is written once when its answer is lost, and it is short", async () => {
  const api = await pagerdutyApi();
  api.faults.push({ at: /^POST/, stored: true, reply: { status: 502 } });
  await send(TARGET, documentsOf(huge()), around(api));
  expect(api.notes).toHaveLength(1);
  expect(api.notes[0]?.content.length).toBeLessThanOrEqual(4000);
  expect(api.notes[0]?.content).toContain("In the whole report alone: ");
});

test("no such incident, and nobody to write as, are told", async () => {
  const api = await pagerdutyApi();
  await expect(reached("pagerduty:Q9999999", around(api))).rejects.toThrow("HTTP 404");
  const nobody = world({ PAGERDUTY_API_URL: api.url, PAGERDUTY_TOKEN: CANARY });
  await expect(reached(TARGET, nobody)).rejects.toThrow("PAGERDUTY_FROM is not an e-mail address");
});
