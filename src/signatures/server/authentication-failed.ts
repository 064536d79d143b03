import type { ServerSignature } from "../../model/index.ts";
import { lacking, miss, session } from "../samples.ts";

const password = 'password authentication failed for user "app"';
const hba = 'no pg_hba.conf entry for host "10.0.3.7", user "app", database "orders", no encryption';
const rejected = 'pg_hba.conf rejects connection for host "10.0.3.7", user "app", database "orders", SSL encryption';

/** A client could not prove who it is, or may not come from there. */
export const authenticationFailed: ServerSignature = {
  id: "authentication-failed",
  scope: "server",
  title: "Authentication failed",
  means: "The server refused a client's identity. The name it prints is the client's free choice and may forge lines.",
  references: ["src/backend/libpq/auth.c: auth_failed, ClientAuthentication"],
  starts: [
    "password authentication",
    "PAM authentication",
    "Peer authentication",
    "Ident authentication",
    "LDAP authentication",
    "GSSAPI authentication",
    "certificate authentication",
    "RADIUS authentication",
    "no pg_hba.conf entry",
    "pg_hba.conf rejects",
  ],
  chatter: false,
  // The user name may hold a newline: what follows the quote is not looked at. RDS IAM uses PAM.
  match: (m) =>
    m.level === "fatal" &&
    m.part === "message" &&
    /^(?:[A-Za-z]+ authentication failed for user "|(?:no pg_hba\.conf entry|pg_hba\.conf rejects (?:replication )?connection) for )/.test(
      m.message,
    ),
  examples: {
    matches: [
      session(password, "fatal"),
      session('password authentication failed for user "x', "fatal"), // the rest stands on the next line
      session('PAM authentication failed for user "iam_app"', "fatal"),
      session(hba, "fatal"),
      session(rejected, "fatal"),
    ],
    ignores: [
      ...lacking(session(password, "fatal"), "password", "authentication", "failed", "for", "user"),
      ...lacking(session(hba, "fatal"), "no", "pg_hba.conf", "entry", "for"),
      ...lacking(session(rejected, "fatal"), "pg_hba.conf", "rejects", "connection", "for"),
      miss(session(password), "RAISE LOG refuses nobody"),
      miss(session(password, "fatal", "detail"), "not the message"),
    ],
  },
};
