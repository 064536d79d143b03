/** Lines that no signature explains and that the time before an incident does not know. Never part of a verdict. */
export { isCatalogued } from "./catalogue.ts";
export { type Novel, novelTemplates } from "./novel.ts";
export { contains, lengthUs, quietBefore, type Stretch, union, within } from "./stretches.ts";
export { LineTally, type Writer } from "./tally.ts";
