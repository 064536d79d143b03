import type { ClientSignature } from "../../model/index.ts";
import { mentions } from "../says.ts";

const wording =
  /querying the instance for its role returned a role of|Writer failover unexpectedly connected to a reader|did not have the requested .{0,3}(?:writer|WRITER|reader|READER).{0,3} role/g;

/** The topology said one role and the instance another. */
export const clientRoleDisagreement: ClientSignature = {
  id: "client-role-disagreement",
  scope: "client",
  title: "Advertised role and role disagree",
  means: "The AWS driver was told that an instance was the writer, and the instance answered that it was not.",
  references: [
    "https://github.com/aws/aws-advanced-jdbc-wrapper",
    "https://github.com/aws/aws-advanced-python-wrapper",
  ],
  literals: ["returned a role of", "unexpectedly connected to a reader", "did not have the requested"],
  match: (text) => mentions(text, wording),
  examples: {
    matches: [
      {
        text: "The new writer was identified to be 'orders-2', but querying the instance for its role returned a role of READER.",
        from: "aws-advanced-jdbc-wrapper",
      },
      {
        text: "[Failover] Writer failover unexpectedly connected to a reader: orders-1",
        from: "aws-advanced-python-wrapper",
      },
      {
        text: "orders-1 did not have the requested 'WRITER' role. Retrying connection attempt...",
        from: "aws-advanced-go-wrapper",
      },
    ],
    ignores: [
      { text: "querying the instance for its role", why: 'lacks "returned a role of"' },
      { text: "user app did not have the requested 'admin' role", why: "a role of people, not of instances" },
      { text: "Writer failover connected to a reader", why: 'lacks "unexpectedly"' },
      { text: "Starting writer failover procedure.", why: "no disagreement yet" },
    ],
  },
};
