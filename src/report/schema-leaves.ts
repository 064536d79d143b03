import type * as zod from "zod";

export type Zod = typeof zod;

/** What documents are made of. */
export function leaves(z: Zod) {
  const text = z.string();
  return {
    text,
    name: text,
    instant: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z$/),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    count: z.int().min(0),
    ids: z.array(text),
    format: z.array(text),
  };
}
