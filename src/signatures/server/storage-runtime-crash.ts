import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "Can't handle storage runtime process crash";

/** Aurora's older text. Its severity was FATAL in some published logs and ERROR in others, so it is not looked at. */
export const storageRuntimeCrash: ServerSignature = {
  id: "storage-runtime-crash",
  scope: "server",
  title: "Aurora storage runtime crash (older text)",
  means:
    "The Aurora storage process of this instance ended and PostgreSQL cannot go on without it; usually an effect of a child's crash just before.",
  references: ["https://hightouch.com/blog/uncovering-a-race-condition-in-aurora-rds"],
  // The second spelling is UTF-8 for a typographic apostrophe: tickets and articles set it.
  starts: ["Can't handle storage", "Can\u2019t handle storage"],
  chatter: false,
  match: (m) =>
    m.background && /^Can(?:'|\u00e2\u0080\u0099)t handle storage runtime process crash\.?$/.test(m.message),
  examples: {
    matches: [
      background(text, "fatal"),
      background(text, "error"),
      background("Can\u00e2\u0080\u0099t handle storage runtime process crash", "fatal"),
    ],
    ignores: [
      ...lacking(background(text, "fatal")),
      miss(
        background(
          "Can't handle storage runtime process crash:[13343]:FATAL:  password authentication failed",
          "fatal",
        ),
        "forged through a user name",
      ),
      raised(text, "fatal"),
    ],
  },
};
