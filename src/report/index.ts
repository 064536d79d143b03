export { renderJson } from "./json.ts";
export { renderText, type TextOptions } from "./render-text.ts";
