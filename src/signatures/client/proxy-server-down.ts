import type { ClientSignature } from "../../model/index.ts";
import { mentions } from "../says.ts";

const wording =
  /\bServer \S{1,255} is DOWN, reason: |\bhas no server available!|server login has been failing|client_login_timeout \(server down\)|closing because: (?:connect failed|connect timeout|login failed)|pgbouncer cannot connect to server|no working server connection/g;

/** A proxy has no server behind it. */
export const proxyServerDown: ClientSignature = {
  id: "proxy-server-down",
  scope: "client",
  title: "Proxy cannot reach its server",
  means: "HAProxy's health check failed, or pgbouncer cannot open a server connection; which server, the record names.",
  references: ["https://github.com/haproxy/haproxy", "https://github.com/pgbouncer/pgbouncer"],
  literals: [
    " is DOWN, reason: ",
    "has no server available!",
    "server login has been failing",
    "client_login_timeout",
    "closing because: connect failed",
    "closing because: connect timeout",
    "closing because: login failed",
    "pgbouncer cannot connect to server",
    "no working server connection",
  ],
  match: (text) => mentions(text, wording),
  examples: {
    matches: [
      {
        text: 'Server be/instance-1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 1 active and 0 backup servers left.',
        from: "HAProxy",
      },
      { text: "proxy be has no server available!", from: "HAProxy" },
      { text: "server login has been failing, try again later (server_login_retry)", from: "a client of pgbouncer" },
      {
        text: "C-0x5581: orders/app@10.0.5.6:36396 closing because: client_login_timeout (server down) (age=60s)",
        from: "pgbouncer",
      },
      { text: "S-0x5581: orders/app@10.0.1.28:5432 closing because: connect failed (age=0s)", from: "pgbouncer" },
    ],
    ignores: [
      { text: "Server be/instance-1 is UP, reason: Layer4 check passed", why: 'lacks "DOWN"' },
      { text: "Server is DOWN", why: 'lacks "reason"' },
      { text: "closing because: client close request (age=1s)", why: "the client's wish" },
      { text: "login has been failing for user 7", why: 'lacks "server"' },
    ],
  },
};
