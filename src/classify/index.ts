/** Gates → hypotheses with evidence for and against → a verdict. Reads facts, never text files. */
export { judge } from "./judge.ts";
