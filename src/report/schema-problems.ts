import type { Zod } from "./schema-leaves.ts";

/** What limits an answer, by kind, with its sentence for people. */
export function problemShape(z: Zod) {
  const text = z.string();
  const count = z.int().min(0);
  const line = z.int().min(1);
  const file = { file: text };
  const files = { files: z.array(text) };
  const reason = { reason: text, text };
  return z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("unreadable"), ...file, ...reason }),
    z.strictObject({ kind: z.literal("not-a-log"), ...file, ...reason }),
    z.strictObject({ kind: z.literal("damaged-compression"), ...file, byteOffset: count, ...reason }),
    z.strictObject({ kind: z.literal("decompression-limit"), ...file, byteOffset: count, ...reason }),
    z.strictObject({ kind: z.literal("directory-loop"), ...file, ...reason }),
    z.strictObject({
      kind: z.literal("quarantined-lines"),
      ...file,
      firstLine: line,
      byteOffset: count,
      count,
      ...reason,
    }),
    z.strictObject({ kind: z.literal("undated-lines"), ...file, afterLine: count, count, text }),
    z.strictObject({ kind: z.literal("long-line"), ...file, line, byteOffset: count, byteLength: count, text }),
    z.strictObject({ kind: z.literal("nul-bytes"), ...file, line, byteOffset: count, text }),
    z.strictObject({ kind: z.literal("truncated-message"), ...file, line, byteOffset: count, count, text }),
    z.strictObject({ kind: z.literal("forged-line"), ...file, line, byteOffset: count, ...reason }),
    z.strictObject({ kind: z.literal("time-backwards"), ...file, line, seconds: z.number(), text }),
    z.strictObject({ kind: z.literal("excerpt"), ...file, line, count, text }),
    z.strictObject({ kind: z.literal("unknown-instance"), ...files, ...reason }),
    z.strictObject({ kind: z.literal("same-instance"), ...files, ...reason }),
    z.strictObject({ kind: z.literal("duplicate-file"), ...file, of: text, count, ...reason }),
    z.strictObject({ kind: z.literal("zone-assumed"), ...file, zone: text, ...reason }),
    z.strictObject({ kind: z.literal("zone-estimated"), ...file, offsetSeconds: z.number(), ...reason }),
    z.strictObject({ kind: z.literal("format-ambiguous"), ...file, candidates: z.array(text), text }),
    z.strictObject({ kind: z.literal("malformed-json"), ...file, line, ...reason }),
    z.strictObject({ kind: z.literal("unusable-event"), ...file, pointer: text, ...reason }),
    z.strictObject({ kind: z.literal("unusable-value"), ...file, line, pointer: text, ...reason }),
    z.strictObject({ kind: z.literal("short-file"), ...file, byteLength: count, ...reason }),
    z.strictObject({ kind: z.literal("instance-not-supplied"), instance: text, ...reason }),
    z.strictObject({
      kind: z.literal("not-collected"),
      source: text,
      subject: text,
      state: z.enum(["partial", "none", "pending"]),
      consequence: text.nullable(),
      remedy: text.nullable(),
      ...reason,
    }),
    z.strictObject({ kind: z.literal("novel-lines-cut"), count, text }),
    z.strictObject({
      kind: z.literal("limited-to-window"),
      since: text.nullable(),
      until: text.nullable(),
      count,
      byteLength: count,
      text,
    }),
    z.strictObject({ kind: z.literal("not-used"), ...file, ...reason }),
  ]);
}
