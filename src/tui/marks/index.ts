/** Marks beside a case, and records as they leave the screen. */
export { exported, type Exported } from "./export.ts";
export { keptMarks, type MarksPlace } from "./kept-marks.ts";
