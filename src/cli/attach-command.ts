import {
  type Destination,
  type Documents,
  Refused,
  type Service,
  serviceOf,
  ServiceError,
  targetForms,
} from "../attach/index.ts";
import { escapeTerminal } from "../text/index.ts";
import { agreed } from "./agreement.ts";
import { askedWindow } from "./asked-window.ts";
import { attachDocuments } from "./attach-documents.ts";
import { planText, preview } from "./attach-words.ts";
import { attachSurroundings } from "./attach-surroundings.ts";
import { withDocumentCase } from "./document-case.ts";
import { Exit, UserError } from "./exit.ts";
import { htmlOf } from "./html-document.ts";
import { interruption } from "./interruption.ts";
import { writeAll } from "./output.ts";
import type { AttachArguments } from "./arguments.ts";
import { sayKept, writePseudonyms } from "./pseudonyms-file.ts";
import { templateNamed } from "./template-option.ts";

const say = (text: string): void => void process.stderr.write(`${escapeTerminal(text, { multiline: true })}\n`);

/**
 * `postmortem attach`: where the report can be read now on stdout, everything else on stderr; with `--dry-run`, what
 * would be sent on stdout.
 */
export async function attachCommand(paths: readonly string[], options: AttachArguments): Promise<Exit> {
  const service = serviceOf(options.to);
  if (service === null)
    throw new UserError(`--to ${escapeTerminal(options.to)} is no target`, `Write ${targetForms.join(", ")}.`);
  if (options.reveal.length > 0)
    throw new UserError(
      `what is revealed (${options.reveal.join(", ")}) is not put on a ticket: tickets have more readers than screens`,
      "Leave --reveal out.",
    );
  const stopping = interruption(say);
  try {
    // Before minutes of reading: whether it can be sent at all.
    const form = { template: templateNamed(options.template), displayTz: options.displayTz ?? null };
    const window = await askedWindow(options, Date.now());
    const destination = await destinationOf(service, options, stopping.signal);
    const documents = await withDocumentCase(paths, options, window, async (found) => {
      sayKept(writePseudonyms(paths, found.pseudonyms));
      const { report, marks, made, evidence } = found;
      const html = await htmlOf(report, { displayTz: form.displayTz, marks }, made);
      return attachDocuments(found, evidence.name, { ...form, html });
    });
    stopping.signal.throwIfAborted();
    return await send(destination, documents, options, stopping.signal);
  } catch (error) {
    if (stopping.interrupted()) {
      say("interrupted; run it again: what was delivered is found, and not sent twice");
      return Exit.interrupted;
    }
    throw mendable(error);
  } finally {
    stopping.end();
  }
}

async function destinationOf(service: Service, options: AttachArguments, signal: AbortSignal): Promise<Destination> {
  const around = attachSurroundings(signal, say);
  const connection = await service.connect(around);
  if (connection === null && options.dryRun !== true)
    throw new UserError(
      `no credentials for ${service.target}`,
      `Set ${service.credentials}; docs/attach.md lists the least scopes. --dry-run works without.`,
    );
  const destination = await service.reach(connection, around);
  if (destination.open && options.allowPublic !== true && options.dryRun !== true) throw tooOpen(destination);
  return destination;
}

function tooOpen({ recipient, visibility, hide }: Destination): UserError {
  return new UserError(
    escapeTerminal(hide(`${recipient} is open to others: ${visibility}`)),
    "Read what --dry-run shows; --allow-public sends it there.",
  );
}

async function send(
  destination: Destination,
  documents: Documents,
  options: AttachArguments,
  signal: AbortSignal,
): Promise<Exit> {
  const plan = await destination.plan(documents);
  const shown = (text: string): string => escapeTerminal(destination.hide(text), { multiline: true });
  if (options.dryRun === true) {
    await writeAll(process.stdout, `${shown(preview(destination, documents, plan))}\n`);
    if (destination.open && options.allowPublic !== true) say("it would be refused: --allow-public is not given");
    return Exit.ok;
  }
  say(shown(planText(destination, documents, plan)));
  if (plan.changes.every(({ action }) => action === "keep")) {
    say("all of it is there already: nothing to send");
    return Exit.ok;
  }
  const question = shown(`Post to ${destination.recipient} (${destination.visibility})?`).replaceAll("\n", " ");
  if (options.yes !== true && !(await agreed(question, signal))) {
    say("nothing was sent");
    return Exit.usage;
  }
  const { url, failed } = await plan.deliver((line) => {
    say(shown(line));
  });
  if (url !== null) await writeAll(process.stdout, `${shown(url).replaceAll("\n", " ")}\n`);
  for (const { what, why } of failed) say(shown(`not delivered: ${what}: ${why}`));
  return failed.length === 0 ? Exit.ok : Exit.incomplete;
}

/** What a service or the command line lets the user mend. */
function mendable(error: unknown): unknown {
  if (error instanceof Refused)
    return new UserError(escapeTerminal(error.message), error.hint === null ? null : escapeTerminal(error.hint), {
      cause: error,
    });
  if (error instanceof ServiceError)
    return new UserError(
      escapeTerminal(`nothing was delivered: ${error.message}`),
      error.kind === "rejected" ? null : "Run it again later: what may have been delivered is looked for first.",
      { cause: error },
    );
  return error;
}
