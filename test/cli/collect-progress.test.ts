import { describe, expect, test } from "vitest";
import { drawProgress, sizeText } from "../../src/cli/collect-progress.ts";

function screen(isTTY: boolean, columns = 60): { readonly text: () => string; write(text: string): void } & object {
  let all = "";
  return { isTTY, columns, write: (text: string) => void (all += text), text: () => all } as never;
}

describe("progress", () => {
  test("a terminal gets one line that is redrawn, fits, and is taken away", () => {
    let now = 0;
    const to = screen(true);
    const drawn = drawProgress(to, () => now);
    drawn.expect(2, 4 * 1024 * 1024);
    for (let i = 0; i < 40; i++) {
      now += 100;
      drawn.bytes(64 * 1024);
    }
    drawn.step("aurora-1 \u001b]0;owned\u0007 error/postgresql.log.2026-11-21-1911");
    drawn.file("a", false);
    now += 1000;
    drawn.file("b", true);
    drawn.end();
    drawn.bytes(5);
    const text = to.text();
    expect(text).not.toContain("\n");
    expect(text).not.toContain("\u001b]0");
    const frames = text.split("\r\u001b[K");
    expect(Math.max(...frames.map((frame) => frame.length))).toBeLessThanOrEqual(59);
    expect(text).toContain("2 of 2 files · 2.5 MiB of 4 MiB · 522 KiB/s · 3 s left");
    expect(text.endsWith("\r\u001b[K")).toBe(true);
  });

  test("elsewhere there are plain lines, at steps and every ten seconds", () => {
    let now = 0;
    const to = screen(false);
    const drawn = drawProgress(to, () => now);
    drawn.step("looking for orders-prod");
    for (let i = 0; i < 300; i++) {
      now += 100;
      drawn.bytes(1);
    }
    drawn.end();
    const lines = to.text().trimEnd().split("\n");
    expect(lines[0]).toBe("  looking for orders-prod");
    expect(lines).toHaveLength(4);
    expect(to.text()).not.toContain("\u001b");
  });

  test.each([
    [17, "17 bytes"],
    [3 * 1024, "3 KiB"],
    [1.9 * 1024 ** 3, "1.9 GiB"],
    [512 * 1024 ** 2, "512 MiB"],
  ])("%d bytes are %s", (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });
});
