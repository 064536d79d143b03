import type { ServerSignature } from "../../model/index.ts";
import { lacking, miss, session } from "../samples.ts";

const text = 'temporary file: path "base/pgsql_tmp/pgsql_tmp799.0", size 140509184';

/** log_temp_files. */
export const temporaryFile: ServerSignature = {
  id: "temporary-file",
  scope: "server",
  title: "Temporary file",
  means: "A statement spilled to disk; on Aurora to the instance's local storage.",
  references: ["src/backend/storage/file/fd.c: ReportTemporaryFileUsage"],
  starts: ['temporary file: path "'],
  chatter: true,
  match: (m) => m.level === "info" && m.part === "message" && /", size \d+$/.test(m.message),
  examples: {
    matches: [session(text)],
    ignores: [
      ...lacking(session(text)),
      miss(session(text, "warning"), "it is a LOG line"),
      miss(session(text, "info", "statement"), "a statement that quotes the text"),
    ],
  },
};
