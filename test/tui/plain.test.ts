import { expect, test } from "vitest";
import { cellWidth, escapeTerminal } from "../../src/text/index.ts";
import { plainScreen } from "../../src/tui/plain.ts";
import { hostile, payloads } from "../report/hostile.ts";
import { sample } from "../report/sample.ts";
import { opened, sampleCase } from "./state/play.ts";

test("everything that the screen shows is said in words", () => {
  const screen = opened();
  screen.do("star", "comment", { kind: "type", text: "here" }, { kind: "submit" });
  const said = plainScreen(screen.viewCase).join("\n");
  expect(said).toContain("SPLIT-WRITER-RACE · probable");
  expect(said).toContain("For: Two distinct instances crashed inside one failover window.");
  expect(said).toContain("Against: ");
  expect(said).toContain("Missing: ");
  expect(said).toMatch(/Instance aurora-1:\n {2}2026-11-21 .* to 2026-11-21 .*: ready as writer/);
  expect(said).toContain("Client orders-api/pod-1:");
  expect(said).toContain("RDS events: not supplied");
  expect(said).toContain("Findings:\n  1. 2026-11-21");
  expect(said).toContain("here.");
  expect(said).toContain("Coverage:");
  for (const { id } of sample.instances) expect(said).toContain(`Instance ${id}:`);
});

test("no sign that draws, and no line wider than asked", () => {
  const lines = plainScreen(sampleCase(), { columns: 60, zone: "Asia/Kolkata" });
  expect(lines.join("\n")).not.toMatch(/[─-╿▀-▟▲△▼✕]/);
  expect(lines.join("\n")).toContain("2026-11-22 00:41");
  expect(Math.max(...lines.map(cellWidth))).toBeLessThanOrEqual(60);
});

test.each(payloads)("%j in every text stays text", (payload) => {
  for (const line of plainScreen(sampleCase(30, false, hostile(payload)))) expect(escapeTerminal(line)).toBe(line);
});
