import type { ServerSignature } from "../../model/index.ts";
import { lacking, miss, session } from "../samples.ts";

const text = "AUDIT: SESSION,3,1,WRITE,UPDATE,,,update patients set ssn = 'xxx',<none>";

/** pgaudit. */
export const audit: ServerSignature = {
  id: "audit",
  scope: "server",
  title: "Audit record",
  means: "pgaudit recorded a statement; not that it succeeded.",
  references: ["https://github.com/pgaudit/pgaudit"],
  starts: ["AUDIT: SESSION,", "AUDIT: OBJECT,"],
  chatter: true,
  match: (m) => m.level === "info" && m.part === "message",
  examples: {
    matches: [
      session(text),
      session("AUDIT: OBJECT,1,1,READ,SELECT,TABLE,public.account,select * from account,<none>"),
    ],
    ignores: [
      ...lacking(session(text), "AUDIT:", "SESSION,3,1,WRITE,UPDATE,,,update"),
      miss(session(text, "warning"), "RDS logs it as LOG"),
      miss(session(text, "info", "statement"), "a statement that quotes the text"),
    ],
  },
};
