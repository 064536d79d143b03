import puppeteer from "puppeteer-core";
const b = await puppeteer.launch({ executablePath: "/usr/bin/chromium", headless: true, args: ["--no-sandbox"] });
for (const n of process.argv.slice(2)) {
  for (const [k, w, h, dark] of [["desktop", 1440, 1000, false], ["phone", 390, 844, false], ["dark", 1100, 900, true]]) {
    const p = await b.newPage();
    p.on("console", (m) => console.log(n, k, m.text()));
    p.on("pageerror", (m) => console.log(n, k, String(m)));
    await p.emulateMediaFeatures([{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }]);
    await p.setViewport({ width: w, height: h, deviceScaleFactor: 1 });
    await p.goto(`file:///tmp/html7/${n}.html`);
    await p.screenshot({ path: `/tmp/html7/${n}-${k}-top.png` });
    const height = await p.evaluate("document.documentElement.scrollHeight");
    for (const id of ["timeline", "lanes", "phases", "staleness", "evidence", "clients"]) {
      if (await p.evaluate(`(()=>{const e=document.getElementById("s-${id}"); if(!e) return false; e.scrollIntoView(); return true})()`)) {
        await new Promise(r=>setTimeout(r,150));
        await p.setViewport({ width: w, height: id==="lanes"? 1500: h, deviceScaleFactor: 1 });
        await p.evaluate(`document.getElementById("s-${id}").scrollIntoView()`);
        await p.screenshot({ path: `/tmp/html7/${n}-${k}-${id}.png` });
      }
    }
    await p.close();
  }
}
await b.close();
