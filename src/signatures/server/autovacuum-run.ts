import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = 'automatic vacuum of table "orders.public.jobs": index scans: 1';

/** log_autovacuum_min_duration. */
export const autovacuumRun: ServerSignature = {
  id: "autovacuum-run",
  scope: "server",
  title: "Autovacuum run",
  means: "An autovacuum worker finished a table; only a server that accepts writes runs one.",
  references: [
    "src/backend/access/heap/vacuumlazy.c: heap_vacuum_rel",
    "src/backend/commands/analyze.c: do_analyze_rel",
  ],
  starts: ["automatic "],
  sure: [
    'automatic vacuum of table "',
    'automatic aggressive vacuum of table "',
    'automatic vacuum to prevent wraparound of table "',
    'automatic aggressive vacuum to prevent wraparound of table "',
    'automatic analyze of table "',
  ],
  chatter: true,
  match: (m) =>
    m.background &&
    m.level === "info" &&
    /^automatic (?:(?:aggressive )?vacuum(?: to prevent wraparound)?|analyze) of table "/.test(m.message),
  examples: {
    matches: [
      background(text),
      background('automatic aggressive vacuum of table "orders.public.jobs": index scans: 0'),
      background('automatic aggressive vacuum to prevent wraparound of table "orders.public.jobs": index scans: 0'),
      background('automatic analyze of table "orders.public.jobs"'),
    ],
    ignores: [
      ...lacking(background(text), "automatic", "vacuum", "of", "table"),
      ...lacking(background('automatic analyze of table "orders.public.jobs"'), "automatic", "analyze", "of", "table"),
      miss(background(text, "warning"), "it is a LOG line"),
      raised(text),
    ],
  },
};
