import { z } from "zod";

const text = z.string().min(1).max(1024);
const texts = z.union([text.transform((one) => [one]), z.array(text)]).default([]);
const settings = z.strictObject({
  region: text.optional(),
  profile: text.optional(),
  role: text.optional(),
  "app-logs": texts,
  services: z.record(text, z.strictObject({ "app-logs": texts, zone: text.optional() })).default({}),
  endpoints: texts,
  zones: z.record(text, text).default({}),
});
/** The shape of postmortem.yaml; a key it does not know is an error. Loaded where there is such a file. */
export const configuration = z.strictObject({
  clusters: z.record(text, settings).default({}),
  // Of the terminal timeline; which commands and keys there are is its own affair.
  keys: z.record(text, z.unknown()).optional(),
});

/** A cluster's entry, as it stands there. */
export type Settings = z.infer<typeof settings>;
/** postmortem.yaml. */
export type Configuration = z.infer<typeof configuration>;
