export { renderJson } from "./json.ts";
export { renderMarkdown, type MarkdownOptions } from "./render-markdown.ts";
export { renderText, type TextOptions } from "./render-text.ts";
export { eventLineSchema, reportSchema } from "./schema.ts";
