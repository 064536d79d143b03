import type { ServerSignature } from "../../model/index.ts";
import { lacking, miss, session } from "../samples.ts";

const many = "sorry, too many clients already";
const reserved = "remaining connection slots are reserved for non-replication superuser connections";
const role = 'too many connections for role "app_rw"';

/** SQLSTATE 53300. */
export const tooManyConnections: ServerSignature = {
  id: "too-many-connections",
  scope: "server",
  title: "Too many connections",
  means: "The instance was up and had no free connection slot for this client.",
  references: ["src/backend/utils/init/postinit.c: InitPostgres", "src/backend/storage/lmgr/proc.c: InitProcess"],
  starts: ["sorry, too many clients", "remaining connection slots are reserved", "too many connections for "],
  chatter: false,
  // ≤ 15 "non-replication superuser", 16+ "roles with …", RDS "… and rds_superuser" and the role rds_reserved.
  match: (m) =>
    m.level === "fatal" &&
    m.part === "message" &&
    (m.message === many ||
      /^remaining connection slots are reserved for (?:non-replication superuser (?:and rds_superuser )?connections|roles with the [A-Z]+ attribute|roles with privileges of the "[a-z_]+" role)$/.test(
        m.message,
      ) ||
      /^too many connections for (?:role|database) "/.test(m.message)),
  examples: {
    matches: [
      session(many, "fatal"),
      session(reserved, "fatal"),
      session(
        "remaining connection slots are reserved for non-replication superuser and rds_superuser connections",
        "fatal",
      ),
      session("remaining connection slots are reserved for roles with the SUPERUSER attribute", "fatal"),
      session(
        'remaining connection slots are reserved for roles with privileges of the "pg_use_reserved_connections" role',
        "fatal",
      ),
      session('remaining connection slots are reserved for roles with privileges of the "rds_reserved" role', "fatal"),
      session(role, "fatal"),
      session('too many connections for database "orders"', "fatal"),
    ],
    ignores: [
      ...lacking(session(many, "fatal")),
      ...lacking(session(reserved, "fatal")),
      ...lacking(session(role, "fatal")),
      miss(session(many), "RAISE LOG turns nobody away"),
      miss(session(many, "error"), "the server refuses connections with FATAL"),
      miss(session(many, "fatal", "context"), "not the message"),
    ],
  },
};
