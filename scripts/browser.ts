// `npm run browser [-- FOLDER [CASE…]]`: opens the HTML reports of cases (three fixtures, unless others are named) in a
// real headless Chromium, uses them as a reader does, lets axe look at them, and leaves their pictures in FOLDER.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { judgeFiles } from "../test/incident.ts";
import { checkDocument, chromium, looks, openBrowser, takePictures } from "../test/report/html/browser.ts";
import { written } from "../test/report/html/written.ts";

const fixtures = fileURLToPath(new URL("../fixtures", import.meta.url));
const [given, ...cases] = process.argv.slice(2);
const folder = resolve(given ?? mkdtempSync(join(tmpdir(), "postmortem-browser-")));
const asked =
  cases.length > 0
    ? cases
    : ["split-writer-race", "stale-pool", "reversed-failover"].map((name) => join(fixtures, name));
const executable = chromium();
if (executable === null) {
  console.error("no Chromium: set CHROMIUM to the path of one");
  process.exitCode = 2;
} else {
  mkdirSync(folder, { recursive: true });
  const browser = await openBrowser(executable);
  for (const path of asked) {
    const name = basename(path);
    // oxlint-disable-next-line no-await-in-loop -- one case after the other
    const report = await judgeFiles([path]);
    const before = process.cpuUsage();
    const text = written(report, `Postmortem: ${name}`);
    const { user, system } = process.cpuUsage(before);
    const file = join(folder, `${name}.html`);
    writeFileSync(file, text);
    // oxlint-disable-next-line no-await-in-loop -- the same
    const { troubles, requests } = await checkDocument(browser, file, looks);
    // oxlint-disable-next-line no-await-in-loop -- the same
    await takePictures(browser, file, folder, name);
    const size = `${Math.round(Buffer.byteLength(text) / 1024)} KiB, ${Math.round((user + system) / 1000)} ms CPU`;
    console.log(
      `${name}: ${size}, ${report.evidence.length} evidence, ${requests.length} requests, ${troubles.length} troubles`,
    );
    for (const trouble of troubles) console.log(`  ${trouble}`);
    if (troubles.length > 0) process.exitCode = 1;
  }
  await browser.close();
  console.log(`pictures in ${folder}`);
}
