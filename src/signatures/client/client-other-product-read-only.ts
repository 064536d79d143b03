import type { ClientSignature } from "../../model/index.ts";
import { mentions } from "../says.ts";

const wording =
  /READONLY You can't write against a read only|You can't write against a read only replica|running with the --(?:super-)?read-only option|attempt to write a readonly database|NotWritablePrimary|\bnot primary and secondaryOk=false|Read-only file system|read-only-allow-delete/g;

/** Refused writes of Redis, MySQL, SQLite, MongoDB, Elasticsearch and file systems: never PostgreSQL's doing. */
export const clientOtherProductReadOnly: ClientSignature = {
  id: "client-other-product-read-only",
  scope: "client",
  title: "Another product refused a write",
  means: "Something that is not PostgreSQL (Redis, MySQL, SQLite, MongoDB, a file system) was read-only.",
  references: [
    "https://redis.io/docs/latest/operate/oss_and_stack/management/replication/",
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_read_only",
  ],
  literals: [
    "You can't write against a read only",
    "read-only option",
    "attempt to write a readonly database",
    "NotWritablePrimary",
    "not primary and secondaryOk",
    "Read-only file system",
    "read-only-allow-delete",
  ],
  match: (text) => mentions(text, wording),
  examples: {
    matches: [
      {
        text: "READONLY You can't write against a read only replica. script: 9a1c, on @user_script:1.",
        from: "ioredis",
      },
      { text: "redis.exceptions.ReadOnlyError: You can't write against a read only replica.", from: "redis-py" },
      {
        text: "ERROR 1290 (HY000): The MySQL server is running with the --read-only option so it cannot execute this statement",
        from: "mysql",
      },
      {
        text: "The MySQL server is running with the --super-read-only option so it cannot execute this statement",
        from: "mysql2",
      },
      { text: "sqlite3.OperationalError: attempt to write a readonly database", from: "sqlite3" },
    ],
    ignores: [
      { text: "cannot execute UPDATE in a read-only transaction", sqlstate: "25006", why: "PostgreSQL's own words" },
      { text: "You can't write here", why: 'lacks "against a read only replica"' },
      { text: "the --read-only option is deprecated", why: 'lacks "running with"' },
      { text: "search for 'You can't write against a read only replica'", why: "a search for the text" },
    ],
  },
};
