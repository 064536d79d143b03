import type { ClientSignature } from "../../model/index.ts";
import { mentions } from "../says.ts";

const phrases =
  /\b[Ss]tale read (?:after|detected|of|from|on|in|for)\b|\b[Ss]tale read:|\b(?:[Dd]etected|[Oo]bserved|[Ss]aw|[Gg]ot) (?:a )?stale read\b|\b[Rr]ead[- ]after[- ]write (?:mismatch|violation|violated|inconsistency|anomaly|failed|check failed)\b|\b[Rr]ead[- ]your[- ](?:own[- ])?writes? (?:violation|violated|mismatch|anomaly|failed|not satisfied|broken)\b|\b(?:reader|replica|standby) returned (?:an? )?(?:older|stale|outdated|previous) |\bnot (?:found|visible) (?:right|immediately|just) after (?:insert|write|commit|create|saving|creation)\b/g;
/** "wrote n=8 but the reader returned n=7", "expected version 8, got 7": an anomaly only if what was read is older. */
const values =
  /\b(?:expected(?: version| revision| n=?)?|wrote(?: version| n)?)[ =]{0,2}(\d{1,15}),? (?:but )?(?:the )?(?:got|found|read|reader returned|replica returned|reader has|replica has)(?: version| revision| n)?[ =]{0,2}(\d{1,15})\b/g;

/** An application notices that it read less than it had written. Only applications that check say so. */
export const clientStaleRead: ClientSignature = {
  id: "client-stale-read",
  scope: "client",
  title: "Stale read noticed by the application",
  means:
    "An application read a value older than one it had written; replica lag or a reader's cache, not a wrong writer.",
  references: ["https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Replication.html"],
  literals: [
    "tale read",
    "fter write ",
    "fter-write ",
    "our write",
    "our-write",
    "own write",
    "own-write",
    " returned ",
    " after ",
    "xpected",
    "rote ",
  ],
  match: (text) =>
    mentions(text, phrases) || [...text.matchAll(values)].some((found) => Number(found[2]) < Number(found[1])),
  examples: {
    matches: [
      {
        text: "stale read after write: counter id=7 wrote n=41 but reader returned n=40 (waited 12.5 ms)",
        from: "an application",
      },
      { text: "read-after-write mismatch: replica returned an older value", from: "an application" },
      { text: "Read-your-writes violation for order 7", from: "an application" },
      { text: "detected stale read of account 12", from: "an application" },
      { text: "order 7 not found right after insert", from: "an application" },
      { text: "profile 7: expected version 12, got 11", from: "an application" },
      { text: "wrote 12 but replica returned 11", from: "an application" },
    ],
    ignores: [
      { text: "stale reads allowed: true", why: "a setting" },
      { text: "read after write of 7 rows", why: 'lacks "mismatch"' },
      { text: "profile 7: expected version 11, got 12", why: "newer than expected: somebody else's write" },
      { text: "expected 5 rows", why: "nothing was read instead" },
      { text: "not found", why: 'lacks "right after insert"' },
      { text: "replica returned 3 rows", why: 'lacks "older"' },
      { text: "indexed note: stale read after write", why: "a note about it" },
    ],
  },
};
