import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "received SIGHUP, reloading configuration files";

/** The postmaster was told to read its configuration again. */
export const reloadRequested: ServerSignature = {
  id: "reload-requested",
  scope: "server",
  title: "Configuration reload",
  means: "The configuration was read again; the lines after it name the parameters that changed.",
  references: ["src/backend/postmaster/postmaster.c: process_pm_reload_request"],
  starts: ["received SIGHUP"],
  chatter: false,
  match: (m) => m.background && m.level === "info" && m.message === text,
  examples: {
    matches: [background(text)],
    ignores: [...lacking(background(text)), miss(background(text, "error"), "it is a LOG line"), raised(text)],
  },
};
