// Draws the pictures of docs/screens: `npm run screens`. A test compares. Read what changed with your own eyes.
process.env["NODE_ENV"] = "production"; // before React is loaded
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const { analyzedCase } = await import("../test/tui/case.ts");
const { drawGolden, goldenScreens } = await import("../test/tui/golden-screens.ts");
const folder = fileURLToPath(new URL("../docs/screens", import.meta.url));
mkdirSync(folder, { recursive: true });
for (const golden of goldenScreens) {
  // oxlint-disable-next-line no-await-in-loop -- one screen after the other
  const { viewCase, close } = await analyzedCase(golden.fixture);
  // oxlint-disable-next-line no-await-in-loop -- the same
  const svg = await drawGolden(golden, viewCase);
  close();
  writeFileSync(join(folder, `${golden.name}.svg`), svg);
  console.log(`docs/screens/${golden.name}.svg: ${svg.length} bytes`);
}
