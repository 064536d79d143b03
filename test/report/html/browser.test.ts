import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sample } from "../sample.ts";
import { checkDocument, chromium, looks, openBrowser } from "./browser.ts";
import { written } from "./written.ts";

const executable = chromium();
const name =
  executable === null
    ? "NOT CHECKED in a real browser: no Chromium here (set CHROMIUM)"
    : "in a real Chromium the page is used, asks for nothing, and axe finds no fault";

test.skipIf(executable === null)(
  name,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "postmortem-html-"));
    const file = join(folder, "report.html");
    writeFileSync(file, written(sample, "Postmortem"));
    const browser = await openBrowser(executable ?? "");
    try {
      const { troubles, requests } = await checkDocument(browser, file, looks.slice(0, 2));
      expect(troubles).toEqual([]);
      expect(requests.length).toBeGreaterThan(0);
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  180_000,
);
