import { createHash } from "node:crypto";
import { chartStyle } from "./asset/chart-style.ts";
import { pageStyle } from "./asset/page-style.ts";
import { printStyle } from "./asset/print-style.ts";
import { searchScript } from "./asset/search-script.ts";
import { zoomScript } from "./asset/zoom-script.ts";
import { markup, type Markup } from "./markup.ts";

const style = pageStyle + chartStyle + printStyle;
const script = `"use strict";${searchScript}${zoomScript}`;

/**
 * A whole document. Its policy lets nothing be fetched, sent or framed, and runs this one script and style by their
 * hashes: markup that slipped through would be shown, and do nothing.
 */
export function page(title: string, body: Markup): string {
  const head = markup`<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>`;
  return `<!doctype html>
<html lang="en">
<head>
${head.toString()}
<style>${style}</style>
</head>
<body>
${body.toString()}<script>${script}</script>
</body>
</html>
`;
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
