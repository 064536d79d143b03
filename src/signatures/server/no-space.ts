import type { ServerSignature } from "../../model/index.ts";
import { lacking, miss, session } from "../samples.ts";

const extend = 'could not extend file "base/5/16384": No space left on device';
const wrote = 'could not extend file "base/5/16384": wrote only 4096 of 8192 bytes at block 2405';

/** SQLSTATE 53100. */
export const noSpace: ServerSignature = {
  id: "no-space",
  scope: "server",
  title: "No space left",
  means:
    "A volume of this instance was full: its data on RDS, its local storage for logs and temporary files on Aurora.",
  references: ["src/backend/storage/smgr/md.c: mdextend", "src/backend/access/transam/xlog.c"],
  starts: [
    "could not extend ",
    "could not write ",
    "could not create ",
    "could not open ",
    "could not close ",
    "could not copy ",
    "could not fsync ",
  ],
  chatter: false,
  match: (m) =>
    m.part === "message" &&
    m.level !== "notice" &&
    (m.message.endsWith(": No space left on device") ||
      /^could not extend file "[^"]{1,160}": wrote only \d+ of \d+ bytes at block \d+$/.test(m.message)),
  examples: {
    matches: [
      session(extend, "error"),
      session(wrote, "error"),
      session('could not write to file "pg_wal/xlogtemp.311": No space left on device', "panic"),
      session(
        'could not write block 17 of temporary file "base/pgsql_tmp/pgsql_tmp799.0": No space left on device',
        "error",
      ),
    ],
    ignores: [
      ...lacking(session(extend, "error"), "could", "not", "No", "space", "left", "on", "device"),
      ...lacking(
        session(wrote, "error"),
        "could",
        "not",
        "extend",
        "file",
        "wrote",
        "only",
        "of",
        "bytes",
        "at",
        "block",
      ),
      miss(
        session('could not open file "base/5/16384": No such file or directory', "error"),
        "another error of the file system",
      ),
      miss(session(extend, "notice"), "a message to one client"),
      miss(session(extend, "error", "context"), "not the message"),
    ],
  },
};
