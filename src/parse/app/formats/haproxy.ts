import type { Level } from "../../../model/index.ts";
import type { AppFormat } from "../format.ts";
import { levelOfWord } from "../levels.ts";
import { parseStamp } from "../stamp.ts";

// client [accept date] frontend backend/server timers bytes state conns queues; a syslog header may come before it.
const traffic = /^(?:[A-Z][a-z]{2} [ \d]\d [\d:]{8} \S{1,255} haproxy\[\d{1,10}\]: )?[0-9a-fA-F.:]{3,45}:\d{1,5} \[/;
const session =
  /^\] (\S{1,200} \S{1,200}\/\S{1,200} [-+\d/]{3,80} \+?\d{1,19} (?:\d{3} )?(?:- - )?([-A-Za-z])[-A-Za-z].*)$/s;
const notice = /^\[(NOTICE|WARNING|ALERT)\] {1,8}(?:\d{1,3}\/\d{6} )?\(\d{1,10}\) : (.*)$/s;

/** How a session ended: `-` well, `C`/`c` by the client, anything else by server, proxy or resources. */
function levelOfState(state: string): Level {
  if (state === "-") return "info";
  return state === "C" || state === "c" ? "notice" : "error";
}

/** HAProxy: the TCP and HTTP traffic logs (the stamp is when the connection was accepted), and its own undated notices. */
export const haproxy: AppFormat = {
  id: "haproxy",
  title: "HAProxy",
  references: ["https://docs.haproxy.org/2.6/configuration.html#8.2.2"],
  joins: "nothing",
  head: ({ text }) => {
    const own = notice.exec(text);
    if (own !== null)
      return { stamp: null, level: levelOfWord(own[1]) ?? "none", message: own[2] ?? "", error: null, data: null };
    const begin = traffic.exec(text);
    const stamp = begin === null ? null : parseStamp(text, begin[0].length);
    const found = stamp === null ? null : session.exec(text.slice(stamp.end));
    if (found === null) return null;
    return { stamp, level: levelOfState(found[2] ?? ""), message: found[1] ?? "", error: null, data: null };
  },
  samples: {
    matches: [
      {
        line: "127.0.0.1:34844 [21/Nov/2026:18:53:55.310] writer writer/w 1/0/61 658 -- 1/1/0/0/0 0/0",
        time: "2026-11-21T18:53:55.310Z",
        level: "info",
        message: "writer writer/w 1/0/61 658 -- 1/1/0/0/0 0/0",
      },
      {
        line: "Nov 21 18:54:07 lb1 haproxy[812]: 10.0.0.7:44798 [21/Nov/2026:18:54:07.713] writer writer/w 1/-1/1001 0 SC 13/13/12/0/1 0/0",
        time: "2026-11-21T18:54:07.713Z",
        level: "error",
        message: "writer writer/w 1/-1/1001 0 SC 13/13/12/0/1 0/0",
      },
      {
        line: "[WARNING]  (812) : Server writer/w is DOWN, reason: Layer4 connection problem",
        time: null,
        level: "warning",
        message: "Server writer/w is DOWN, reason: Layer4 connection problem",
      },
    ],
    ignores: [
      { line: '10.0.1.9 - - [21/Nov/2026:19:06:41 +0000] "POST / HTTP/1.1" 500 12', why: "an access log of nginx" },
      { line: "127.0.0.1:34844 [21/Nov/2026:18:53:55.310] started", why: "not a session" },
      { line: "[WARNING] Server writer/w is DOWN", why: "no process: not HAProxy's" },
    ],
  },
};
