import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = 'parameter "default_transaction_read_only" changed to "on"';

/** A reload changed a parameter. */
export const parameterChanged: ServerSignature = {
  id: "parameter-changed",
  scope: "server",
  title: "Parameter changed by a reload",
  means: "A configuration reload changed the parameter named; not who changed the file or the parameter group.",
  references: ["src/backend/utils/misc/guc-file.l: ProcessConfigFileInternal (≤ 15)", "src/backend/utils/misc/guc.c"],
  starts: ['parameter "'],
  chatter: false,
  match: (m) =>
    m.background &&
    m.level === "info" &&
    /^parameter "[\w.]+" (?:changed to "|removed from configuration file, reset to default$)/.test(m.message),
  examples: {
    matches: [background(text), background('parameter "work_mem" removed from configuration file, reset to default')],
    ignores: [
      ...lacking(background(text)),
      ...lacking(background('parameter "work_mem" removed from configuration file, reset to default')),
      miss(
        background('parameter "max_connections" cannot be changed without restarting the server'),
        "nothing changed",
      ),
      miss(background(text, "error"), "it is a LOG line"),
      raised(text),
    ],
  },
};
