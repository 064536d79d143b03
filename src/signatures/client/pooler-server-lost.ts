import type { ClientSignature } from "../../model/index.ts";
import { mentions } from "../says.ts";

/** pgbouncer. */
export const poolerServerLost: ClientSignature = {
  id: "pooler-server-lost",
  scope: "client",
  title: "Pooler lost a server connection",
  means: "pgbouncer lost its connection to the server for any reason, an orderly fast stop included.",
  references: ["https://github.com/pgbouncer/pgbouncer"],
  literals: ["server conn crashed?"],
  match: (text) => mentions(text, /server conn crashed\?/g),
  examples: {
    matches: [
      { text: "S-0x5581: orders/app@10.0.1.28:5432 closing because: server conn crashed? (age=5s)", from: "pgbouncer" },
      { text: "ERROR: server conn crashed?", from: "a client of pgbouncer" },
    ],
    ignores: [
      { text: "closing because: server lifetime over (age=3600s)", why: "housekeeping" },
      { text: "server crashed?", why: 'lacks "conn"' },
      { text: "conn crashed", why: 'lacks "server"' },
      { text: "closing because: client close request (age=1s)", why: "the client's wish" },
    ],
  },
};
