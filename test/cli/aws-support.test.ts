// `report --for aws-support`: both instances' sequences byte for byte, and nothing of the customer's applications.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { run } from "./spawn.ts";

const race = fileURLToPath(new URL("../../fixtures/split-writer-race", import.meta.url));

describe("for AWS Support", () => {
  let text = "";
  beforeAll(async () => {
    text = (await run(["report", race, "--for", "aws-support"])).stdout;
  });

  test("asks what only AWS knows, with times and lines", () => {
    expect(text).toMatch(
      /- Did the storage layer accept writes of aurora-1 and aurora-2 at the same time between 19:11:43\.446/,
    );
    expect(text).toMatch(/- When did the cluster endpoint's record change/);
    expect(text).toContain("[rds-events.json#/Events/0]");
  });

  test("has the crash of both instances, each line as it stands in its log", () => {
    const quoted = [
      ...text.matchAll(/`\[(aurora-\d):(\S+):(\d+)\]` byte (\d+), (\d+) bytes.*\n\n```text\n((?:[ \d]* │.*\n)+)```/g),
    ];
    expect(quoted.length).toBeGreaterThan(12);
    let exact = 0;
    for (const [, instance = "", file = "", line, offset, length, shown = ""] of quoted) {
      const bytes = readFileSync(join(race, "instances", instance, file));
      const written = bytes.subarray(Number(offset), Number(offset) + Number(length)).toString("utf8");
      expect(bytes.subarray(0, Number(offset)).toString("latin1").split("\n").length).toBe(Number(line));
      // Literals of statements are taken out, and a long record is cut; everything else is to the byte.
      const lines = shown.replaceAll(/^[ \d]* │ ?/gm, "").trimEnd();
      if (lines.includes("?") || written.length > 500) continue;
      expect(lines).toBe(written.replaceAll("\t", "    ").trimEnd());
      exact++;
    }
    expect(exact).toBeGreaterThan(10);
    for (const instance of ["aurora-1", "aurora-2"]) {
      const part = text.slice(text.indexOf(`#### ${instance}`));
      expect(part).toMatch(/was terminated by signal 9: Killed[^]*Can't handle storage runtime process crash/);
    }
  });

  test("names no application", () => {
    expect(text).not.toMatch(/batch-worker|event-collector/);
  });
});
