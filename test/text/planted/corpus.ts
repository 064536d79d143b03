import { carriers, wrappers } from "./carriers.ts";
import { Random } from "./random.ts";
import { administrative, type Planted, statement } from "./statements.ts";
import { valueLine } from "./values.ts";

/** One entry of a log, one or several physical lines, with secrets planted in it. */
export interface Entry extends Planted {
  /** The shortest beginning of the text of which something must be taken out. */
  readonly firstCut: number;
}

/** So many entries over all formats: statements in every way they are written, values and secrets, in wrappers. */
export function* plantedEntries(seed: number, count: number): Iterable<Entry> {
  const random = new Random(seed);
  for (let i = 0; i < count; i++) {
    const bare = bareEntry(random);
    const text = random.of(wrappers)(bare.text);
    const places = bare.secrets.map((secret) => text.indexOf(secret)).filter((at) => at !== -1);
    const { toldBy } = bare;
    const firstCut = toldBy === undefined ? Math.min(...places, text.length) + 4 : text.indexOf(toldBy) + toldBy.length;
    yield { ...bare, text, firstCut };
  }
}

function bareEntry(random: Random): Planted {
  if (random.below(4) === 0) return valueLine(random);
  const { text: sql, ...planted } = random.below(8) === 0 ? administrative(random) : statement(random);
  const [text, ...more] = random.of(carriers)(sql);
  return { ...planted, text, readable: [...planted.readable, ...more] };
}
