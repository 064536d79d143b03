import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

/** A postmaster has begun. PostgreSQL ≥ 12; RDS and Aurora write it too. */
export const serverStarting: ServerSignature = {
  id: "server-starting",
  scope: "server",
  title: "Server starting",
  means: "A new postmaster began; it does not say whether the previous one stopped cleanly.",
  references: [
    "src/backend/postmaster/postmaster.c: PostmasterMain",
    "https://hightouch.com/blog/uncovering-a-race-condition-in-aurora-rds",
  ],
  starts: ["starting PostgreSQL"],
  chatter: false,
  match: (m) => m.background && m.level === "info" && /^starting PostgreSQL(?: \d|\.\.\.|$)/.test(m.message),
  examples: {
    matches: [
      background(
        "starting PostgreSQL 15.12 on x86_64-pc-linux-gnu, compiled by aarch64-unknown-linux-gnu-gcc (GCC) 9.5.0, 64-bit",
      ),
      background(
        "starting PostgreSQL 18.1 (Debian 18.1-1.pgdg12+2) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14) 12.2.0, 64-bit",
      ),
      background("starting PostgreSQL..."), // as the article quotes it
    ],
    ignores: [
      ...lacking(background("starting PostgreSQL 15.12 on x86_64-pc-linux-gnu"), "starting", "PostgreSQL", "15.12"),
      miss(
        background("starting PostgreSQL 15.12 on x86_64-pc-linux-gnu", "warning"),
        "the postmaster writes it as LOG",
      ),
      raised("starting PostgreSQL 15.12 on x86_64-pc-linux-gnu, compiled by gcc, 64-bit"),
    ],
  },
};
