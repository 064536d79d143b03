export { csvRow } from "./csv.ts";
export { escapeTerminal } from "./terminal.ts";
export { escapeHtml } from "./html.ts";
export { codeSpan, escapeMarkdownCell, fenced } from "./markdown.ts";
export { fit, wrap } from "./fit.ts";
export { cellWidth, clusters } from "./width.ts";
export { redact } from "./redact.ts";
export { linearRegex, NotLinearError } from "./linear-regex.ts";
