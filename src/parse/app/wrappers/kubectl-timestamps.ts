import type { AppWrapper } from "../format.ts";
import { parseStamp } from "../stamp.ts";

// Nanoseconds (trailing zeros may be cut) and a zone: loggers write three or six digits, and a level behind them.
const header =
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(?:\d{7,9}(?:Z|[+-]\d\d:\d\d)(?: |$)|\d{1,6}(?:Z|[+-]\d\d:\d\d) (?=\{"))/;

/** `kubectl logs --timestamps`: the node's time before each line. The same shape as CloudWatch's export to S3. */
export const kubectlTimestamps: AppWrapper = {
  id: "kubectl-timestamps",
  title: "kubectl logs --timestamps",
  references: ["https://kubernetes.io/docs/reference/kubectl/generated/kubectl_logs/"],
  unwrap: ({ text }) => {
    const found = header.exec(text);
    const stamp = found === null ? null : parseStamp(text);
    if (found === null || stamp === null) return null;
    return { text: text.slice(found[0].length), stamp, key: null, channel: "", partial: false };
  },
  samples: {
    matches: [
      { line: "2026-11-21T19:06:32.660000000Z job updated", text: "job updated", time: "2026-11-21T19:06:32.660000Z" },
      { line: '2026-11-21T19:06:32.66Z {"level":30}', text: '{"level":30}', time: "2026-11-21T19:06:32.660Z" },
      {
        line: "2026-11-21T14:06:32.660123456-05:00     at f (a.js:1:1)",
        text: "    at f (a.js:1:1)",
        time: "2026-11-21T19:06:32.660123Z",
      },
    ],
    ignores: [
      { line: "2026-11-21T19:06:32.660Z  INFO 22238 --- [main] c.a.Jobs : job updated", why: "a logger's own stamp" },
      { line: "2026-11-21T19:06:32Z started", why: "no fraction: not what the kubelet writes" },
      { line: '2026-11-21T19:07:32.394Z,ip-10-0-3-17,orders-api,"{}"', why: "a CSV export" },
    ],
  },
};
