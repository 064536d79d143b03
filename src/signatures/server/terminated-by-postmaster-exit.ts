import type { ServerSignature } from "../../model/index.ts";
import { lacking, miss, session } from "../samples.ts";

const text = "terminating connection due to unexpected postmaster exit";

/** The sessions noticed that their postmaster is gone. */
export const terminatedByPostmasterExit: ServerSignature = {
  id: "terminated-by-postmaster-exit",
  scope: "server",
  title: "Session terminated: the postmaster is gone",
  means: "The postmaster of this instance died without stopping its children.",
  references: ["src/backend/libpq/be-secure.c: secure_read", "https://github.com/elixir-ecto/postgrex/issues/266"],
  starts: [text],
  chatter: false,
  match: (m) => m.level === "fatal" && m.part === "message" && m.message === text,
  examples: {
    matches: [session(text, "fatal")],
    ignores: [
      ...lacking(session(text, "fatal")),
      miss(session(text), "a LOG line ends no session"),
      miss(session(text, "warning"), "the server says it as FATAL"),
      miss(session(text, "fatal", "context"), "not the message"),
    ],
  },
};
