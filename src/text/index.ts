export { escapeTerminal } from "./terminal.ts";
export { escapeMarkdownCell, fenced } from "./markdown.ts";
export { fit, wrap } from "./fit.ts";
export { cellWidth, clusters } from "./width.ts";
export { type Redacting, redact, redactCounting, redactFields } from "./redact.ts";
export { Pseudonyms } from "./pseudonyms.ts";
export { cut } from "./cut.ts";
export { linearRegex, NotLinearError } from "./linear-regex.ts";
