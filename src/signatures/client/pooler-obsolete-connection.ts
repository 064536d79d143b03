import type { ClientSignature } from "../../model/index.ts";
import { mentions } from "../says.ts";

const wording = /closing because: obsolete connection|\bchanged its IP from \S{1,64} to \S{1,64} by\b/g;

/** A pooler or balancer noticed that the name of the server means another address now. */
export const poolerObsoleteConnection: ClientSignature = {
  id: "pooler-obsolete-connection",
  scope: "client",
  title: "Pooler saw the name move",
  means:
    "pgbouncer or HAProxy noticed that the server's name resolves to another address and drops what it had; from then on it follows.",
  references: ["https://www.pgbouncer.org/config.html", "https://github.com/haproxy/haproxy"],
  literals: ["obsolete connection", "changed its IP from"],
  match: (text) => mentions(text, wording),
  examples: {
    matches: [
      {
        text: "S-0x5581: orders/app@10.0.1.28:5432 closing because: obsolete connection (age=341s)",
        from: "pgbouncer",
      },
      { text: "be/instance-1 changed its IP from 10.0.1.28 to 10.0.2.17 by DNS cache.", from: "HAProxy" },
    ],
    ignores: [
      { text: "closing because: server lifetime over (age=3600s)", why: 'lacks "obsolete connection"' },
      { text: "obsolete connection string option", why: 'lacks "closing because"' },
      { text: "changed its IP range", why: 'lacks "from … to … by"' },
    ],
  },
};
