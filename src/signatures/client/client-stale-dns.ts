import type { ClientSignature } from "../../model/index.ts";
import { mentions } from "../says.ts";

/** The only text that names stale DNS: the AWS wrappers'. */
export const clientStaleDns: ClientSignature = {
  id: "client-stale-dns",
  scope: "client",
  title: "Stale DNS seen by the AWS driver",
  means: "On this host the cluster endpoint resolved to an instance that was not the writer at that moment.",
  references: [
    "https://github.com/aws/aws-advanced-jdbc-wrapper",
    "https://github.com/aws/aws-advanced-python-wrapper",
  ],
  literals: ["Stale DNS data detected"],
  match: (text) => mentions(text, /Stale DNS data detected/g),
  examples: {
    matches: [
      {
        text: "Stale DNS data detected. Opening a connection to 'orders-1.c9akciq32rgt.us-east-1.rds.amazonaws.com'.",
        from: "AWS wrappers",
      },
      {
        text: "[AuroraStaleDns] Stale DNS data detected. Opening a connection to 'orders-1'.",
        from: "aws-advanced-python-wrapper",
      },
    ],
    ignores: [
      { text: "DNS data detected", why: 'lacks "Stale"' },
      { text: "Stale data detected in cache", why: 'lacks "DNS"' },
      { text: "Stale DNS entry removed", why: 'lacks "data detected"' },
      { text: 'searching "Stale DNS data detected" in notes', why: "a search for the text" },
    ],
  },
};
