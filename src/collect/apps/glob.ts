import { globSync } from "node:fs";

/**
 * `fs.globSync`, also where Node (before 22.17) calls it experimental on stderr, in the middle of what is drawn there.
 * All of it happens in one turn: nobody else warns meanwhile.
 */
export function globbed(pattern: string): readonly string[] {
  const emitWarning = Reflect.get(process, "emitWarning");
  const others = (...words: Parameters<typeof emitWarning>): void => {
    if (!words.includes("ExperimentalWarning")) emitWarning(...words);
  };
  process.emitWarning = others as typeof emitWarning;
  try {
    return globSync(pattern);
  } finally {
    process.emitWarning = emitWarning;
  }
}
