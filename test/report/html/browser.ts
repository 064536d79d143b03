import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { launch, type Browser, type Page } from "puppeteer-core";

/** The Chromium to check with: CHROMIUM, or where systems put it; null when there is none. */
export function chromium(): string | null {
  const named = process.env["CHROMIUM"];
  if (named !== undefined && named !== "") return named;
  const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  return usual.find((path) => existsSync(path)) ?? null;
}

export async function openBrowser(executablePath: string): Promise<Browser> {
  // Containers give no name spaces to a sandbox; the pages are our own files.
  return await launch({ executablePath, headless: true, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/** What a document did in a real browser that it must not; empty when all is well. */
export interface Checked {
  readonly troubles: readonly string[];
  readonly requests: readonly string[];
}

/**
 * Opens a document from disk and uses it as a reader does.
 *
 * @param looks how axe looks at it: each a colour scheme, a medium and a width
 */
export async function checkDocument(browser: Browser, file: string, looks: readonly Look[]): Promise<Checked> {
  const troubles: string[] = [];
  const requests: string[] = [];
  const url = pathToFileURL(file).href;
  const page = await browser.newPage();
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => troubles.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => troubles.push(`error: ${String(error)}`));
  await page.setViewport({ width: 1280, height: 900 });
  await page.goto(url);
  for (const [name, use] of uses) {
    // oxlint-disable-next-line no-await-in-loop -- a reader does one thing after the other
    if (!(await use(page))) troubles.push(`${name}: does not work`);
  }
  await page.setViewport({ width: 390, height: 844 });
  if (!(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"))) troubles.push("wider than a phone");
  await page.close();
  for (const address of requests) if (address.replace(/#.*/, "") !== url) troubles.push(`asked for ${address}`);
  troubles.push(...(await policyTroubles(browser, url)));
  for (const look of looks) {
    // oxlint-disable-next-line no-await-in-loop -- one page at a time
    troubles.push(...(await axeTroubles(browser, url, look)));
  }
  return { troubles, requests };
}

type Use = readonly [name: string, use: (page: Page) => Promise<boolean>];

const ask = async (page: Page, expression: string): Promise<boolean> => (await page.evaluate(expression)) === true;
const shown = `[...document.querySelectorAll(".entry")].filter((each) => !each.hidden).length`;
const total = `document.querySelectorAll(".entry").length`;
const view = `document.querySelector("[data-zoom] .plot")?.innerHTML`;
const zoomed = `document.querySelector(".controls.zoom output").textContent !== ""`;

/** What a reader does. Each leaves the page as it found it. */
const uses: readonly Use[] = [
  [
    "skip link",
    async (page) => {
      await page.keyboard.press("Tab");
      const first = await ask(page, `document.activeElement.classList.contains("skip")`);
      await page.keyboard.press("Enter");
      return first && (await ask(page, `location.hash === "#main"`));
    },
  ],
  [
    "search by text",
    async (page) => {
      await page.type('.search [name="text"]', "signal 9");
      const found = await ask(page, `${shown} < ${total} && ${shown} > 0`);
      await page.type('.search [name="text"]', " no such word");
      const none = await ask(
        page,
        `${shown} === 0 && document.querySelector(".found").textContent.startsWith("0 of ")`,
      );
      await page.click('.search [name="clear"]');
      return (
        (found || !(await ask(page, `document.body.textContent.includes("signal 9")`))) &&
        none &&
        (await ask(page, `${shown} === ${total}`))
      );
    },
  ],
  [
    "citation, its target and the way back",
    async (page) => {
      await page.type('.search [name="text"]', "no such word");
      await page.evaluate(`document.querySelector("main a.cite").click()`);
      await page.waitForFunction(`document.querySelector(".entry:target")?.getBoundingClientRect().top < innerHeight`);
      const told = await ask(page, `!document.querySelector(".entry:target").hidden`);
      await page.evaluate(`document.querySelector(".entry:target .back a").click()`);
      return told && (await ask(page, `document.querySelector(".cite:target") !== null`));
    },
  ],
  [
    "copy of a citation",
    async (page) => {
      await page.evaluate(`document.querySelector(".entry button").click()`);
      await page.waitForFunction(`document.querySelector(".entry button").textContent !== "Copy citation"`);
      return true;
    },
  ],
  [
    "zoom by button, key and wheel, and reset",
    async (page) => {
      const before = await page.evaluate(view);
      await page.click('.controls.zoom [name="in"]');
      const byButton = await ask(page, zoomed);
      await page.click('.controls.zoom [name="reset"]');
      const same = (await page.evaluate(view)) === before || (await ask(page, `!(${zoomed})`));
      await page.focus("[data-zoom]");
      await page.keyboard.press("+");
      const byKey = await ask(page, zoomed);
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("0");
      const back = await ask(page, `!(${zoomed})`);
      await page.hover("[data-zoom] svg.wide[role=img] .plot rect");
      await page.keyboard.down("Control");
      await page.mouse.wheel({ deltaY: -100 });
      await page.keyboard.up("Control");
      await page.waitForFunction(zoomed, { timeout: 3000 });
      await page.click('.controls.zoom [name="reset"]');
      return byButton && same && byKey && back && (await ask(page, `!(${zoomed})`));
    },
  ],
  [
    "key moment to its row",
    async (page) => {
      if (!(await ask(page, `document.querySelector("a.mark") !== null`))) return true;
      await page.evaluate(`document.querySelector("svg.wide.strip a.mark").focus()`);
      await page.keyboard.press("Enter");
      return await ask(page, `document.querySelector("#s-timeline tr:target") !== null`);
    },
  ],
];

/** Markup that slipped through must do nothing: the policy is tried, in a page of its own since it reports the attempt. */
async function policyTroubles(browser: Browser, url: string): Promise<readonly string[]> {
  const page = await browser.newPage();
  const asked: string[] = [];
  page.on("response", (response) => asked.push(response.url()));
  await page.goto(url);
  await page.evaluate(`document.body.insertAdjacentHTML("beforeend", '<img src="http://127.0.0.1:9/x" onerror="document.title=1"><p id="tried" style="color:red" onclick="document.title=1">x</p>');
    document.getElementById("tried").click();
    const script = document.createElement("script"); script.textContent = "document.title=1"; document.body.append(script);`);
  const ran = await ask(page, `document.title === "1"`);
  const styled = await ask(page, `getComputedStyle(document.getElementById("tried")).color === "rgb(255, 0, 0)"`);
  await page.close();
  return [
    ...(ran ? ["the policy let a script of others run"] : []),
    ...(styled ? ["the policy let a style of others act"] : []),
    ...asked.filter((address) => address !== url).map((address) => `the policy let ${address} be fetched`),
  ];
}

/** How a document is looked at. */
export interface Look {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly scheme: "light" | "dark";
  readonly medium: "screen" | "print";
}

export const looks: readonly Look[] = [
  { name: "desktop", width: 1440, height: 1000, scheme: "light", medium: "screen" },
  { name: "dark", width: 1100, height: 900, scheme: "dark", medium: "screen" },
  { name: "phone", width: 390, height: 844, scheme: "light", medium: "screen" },
  { name: "print", width: 740, height: 1050, scheme: "light", medium: "print" },
];

async function looked(browser: Browser, url: string, look: Look, bypass: boolean): Promise<Page> {
  const page = await browser.newPage();
  if (bypass) await page.setBypassCSP(true);
  await page.setViewport({ width: look.width, height: look.height });
  // Each of them sets the other back.
  if (look.medium === "print") await page.emulateMediaType("print");
  else await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: look.scheme }]);
  await page.goto(url);
  return page;
}

/** The policy refuses axe as it refuses any script of others: it is set aside for this look alone. */
async function axeTroubles(browser: Browser, url: string, look: Look): Promise<readonly string[]> {
  const page = await looked(browser, url, look, true);
  // What is not rendered yet has no contrast to measure.
  await page.addStyleTag({ content: ".entry{content-visibility:visible!important}" });
  await page.addScriptTag({ content: axe.source });
  const { violations, passes } = (await page.evaluate("axe.run()")) as axe.AxeResults;
  await page.close();
  const found = violations.map(
    ({ id, help, nodes }) =>
      `axe, ${look.name}: ${id}: ${help} (${nodes.length}, first ${nodes[0]?.html.slice(0, 160) ?? ""})`,
  );
  return passes.length > 20 ? found : [...found, `axe, ${look.name}: only ${passes.length} rules looked at`];
}

/** Pictures of a document: whole pages and each part that is drawn, and the print. */
export async function takePictures(browser: Browser, file: string, folder: string, name: string): Promise<void> {
  const url = pathToFileURL(file).href;
  for (const look of looks) {
    // oxlint-disable-next-line no-await-in-loop -- one page at a time
    await picturesOf(await looked(browser, url, look, false), look, join(folder, `${name}-${look.name}`));
  }
}

async function picturesOf(page: Page, look: Look, path: string): Promise<void> {
  await page.screenshot({ path: `${path}.png` });
  for (const part of ["s-timeline", "s-lanes", "s-phases", "s-staleness", "s-evidence"]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const found = await page.$(`#${part}`);
    if (!found) continue;
    // oxlint-disable-next-line no-await-in-loop -- the same
    await page.evaluate(`document.getElementById("${part}").scrollIntoView()`);
    // oxlint-disable-next-line no-await-in-loop -- the same
    await page.screenshot({ path: `${path}-${part.slice(2)}.png` });
  }
  // Last: it ends the medium that was asked for.
  if (look.medium === "print") await page.pdf({ path: `${path}.pdf`, format: "A4" });
  await page.close();
}
