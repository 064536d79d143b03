/** Saves what AWS and applications still have into a case folder. Reads only; writes nothing but the case. */
export type { Progress } from "./context.ts";
