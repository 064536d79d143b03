import { sniffApplication, sniffDocument, sniffRdsEvents, sniffServerLog } from "../parse/index.ts";
import { type ContentSniffer, type Evidence, openEvidence } from "../sources/index.ts";
import { leftOutByName } from "./window/plan.ts";
import type { TimeWindow } from "./window/time-window.ts";

/** Tells a file's kind by its content, best first: a server log, a document of events, other documents, an application log. */
const sniff: ContentSniffer = (head, path) => {
  const server = sniffServerLog(head);
  if (server !== null) return { kind: "postgresql", instance: null, why: server.why };
  const events = sniffRdsEvents(head, path);
  if (events !== null) return { kind: "rds-events", instance: null, why: events.why };
  const document = sniffDocument(head, path);
  if (document !== null) return { kind: document.kind, instance: null, why: document.why };
  const application = sniffApplication(head, path);
  return application === null ? null : { kind: "application", instance: null, why: application.why };
};

/**
 * Opens a case folder, folders, loose files or `-`.
 *
 * @param scratch folder for decoded bytes of large compressed files; made when needed, removed by `close()`
 * @param window compressed logs whose names lie outside are listed and not decoded
 * @param openedMs this moment, ms since 1970: what may be kept for later runs depends on it; nothing is without it
 */
export function openCase(
  paths: readonly string[],
  stdin: () => AsyncIterable<Uint8Array>,
  scratch: string,
  openedMs?: number,
  window: TimeWindow | null = null,
): Promise<Evidence> {
  return openEvidence(paths, {
    sniff,
    stdin,
    scratch,
    ...(openedMs === undefined ? {} : { openedMs }),
    ...(window === null ? {} : { leftOut: (found: readonly string[]) => leftOutByName(found, window) }),
  });
}
