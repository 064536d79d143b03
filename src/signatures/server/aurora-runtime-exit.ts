import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "Aurora Runtime process unexpectedly exited";

/** Aurora's newer text for the same thing. Severity is not looked at. */
export const auroraRuntimeExit: ServerSignature = {
  id: "aurora-runtime-exit",
  scope: "server",
  title: "Aurora runtime exited (newer text)",
  means:
    "The Aurora storage process of this instance ended and PostgreSQL cannot go on without it; usually an effect of a child's crash just before.",
  references: ["https://github.com/citusdata/pg_cron/issues/340"],
  starts: ["Aurora Runtime process"],
  chatter: false,
  match: (m) => m.background && /^Aurora Runtime process unexpectedly exited\.?$/.test(m.message),
  examples: {
    matches: [background(text, "fatal"), background(text, "error"), background(`${text}.`, "fatal")],
    ignores: [
      ...lacking(background(text, "fatal")),
      miss(background(`${text}:[13343]:FATAL:  password authentication failed`, "fatal"), "forged through a user name"),
      raised(text, "fatal"),
    ],
  },
};
