export { renderJson } from "./json.ts";
export { renderMarkdown } from "./render-markdown.ts";
export { renderText } from "./render-text.ts";
export { eventLineSchema, reportSchema } from "./schema.ts";
