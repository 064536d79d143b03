import { levels, precisions } from "../model/index.ts";
import { leaves, type Zod } from "./schema-leaves.ts";

/** One record as `events --jsonl` prints it. */
export function eventLineShape(z: Zod) {
  const { instant, text, name, count, format } = leaves(z);
  return z.strictObject({
    time: instant.nullable(),
    precision: z.enum(precisions),
    timeBasis: z.enum(["stated", "assumed", "estimated", "none"]),
    level: z.enum(levels),
    message: text,
    error: text.nullable(),
    sqlstate: text.nullable(),
    pid: z.int().nullable(),
    instance: name.nullable(),
    client: name.nullable(),
    format,
    source: z.strictObject({ file: name, line: z.int().min(1), byteOffset: count, byteLength: count }),
  });
}
