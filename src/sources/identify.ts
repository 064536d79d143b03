import type { Guess, SourceKind } from "../model/index.ts";
import { clientFromName } from "./client-name.ts";
import { joinPath } from "./names.ts";
import { isKept, pathKind, withoutCompression } from "./path-kind.ts";

export type Sniffed = { readonly kind: SourceKind; readonly instance: string | null; readonly why: string };

export interface Identity {
  readonly kind: SourceKind;
  readonly instance: string | null;
  readonly client: string | null;
  readonly guesses: readonly Guess[];
}

export interface Place {
  /** The given folder's own path, or the folder of a loose file. */
  readonly above: string;
  /** Path below the given folder; the base name of a loose file. */
  readonly below: string;
  /** It lies at the top of a folder that has the layout of a case, where no log has a name of its own. */
  readonly inCase: boolean;
}

/** RDS's other logs of an instance: pg_upgrade, IAM authentication, Serverless v2's instance.log. */
const otherServerLog = /(?:^|\/)instances\/.*\/(?:instance|upgrade|pg_upgrade|iam-db-auth-error)[^/]*$/i;

/**
 * Why a file is no evidence, told by its name alone: such a file is listed and never read. JSON at the top of a case
 * folder is one when its name promises none of the evidence that exists (someone's notes, another tool's settings).
 */
export function uselessByName(place: Place): string | null {
  const path = withoutCompression(place.below);
  if (place.below.startsWith(".collect/")) return "part of a collection that did not end; run the same collect again";
  if (otherServerLog.test(path)) return "one of the instance's other logs, which are not read yet";
  const name = path.split("/").at(-1) ?? path;
  if (!place.inCase || !/\.json$/i.test(name) || isKept(place.below)) return null;
  if (/event|cluster|trail|metric|instance|rds|describe|cloudwatch|insights|log|endpoint|manifest/i.test(name))
    return null;
  return "its name is none of a case folder's; to have it read, give it as a file of its own";
}

/**
 * Tells kind, instance and client: by path, then by name, then by content. A path never loses against content:
 * people sort files into folders knowingly.
 *
 * @param sniff looks at the content; called only when path and name leave something open
 */
export function identify(place: Place, sniff: () => Sniffed | null): Identity {
  const byPath = pathKind(place.above, place.below);
  const guesses: Guess[] = [];
  let { kind, instance, client } = byPath;
  if (kind !== null) guesses.push({ what: `kind ${kind}`, from: byPath.from });

  const open = kind === null || (kind === "postgresql" && instance === null);
  const sniffed = open ? sniff() : null;
  if (kind === null && sniffed !== null) {
    kind = sniffed.kind;
    guesses.push({ what: `kind ${kind}: ${sniffed.why}`, from: "content" });
  }
  if (kind === null && /\.(?:log|out|err)(?:[-_.]\d|$)/i.test(withoutCompression(place.below))) {
    kind = "application";
    guesses.push({ what: "kind application: a log of no format known", from: "name" });
  }
  if (kind === null) {
    kind = "unknown";
    guesses.push({ what: "kind unknown", from: "nothing" });
  }

  if (kind === "postgresql" && instance !== null) {
    guesses.push({ what: `instance ${instance}`, from: byPath.instanceFrom });
  } else if (kind === "postgresql") {
    instance = sniffed?.kind === "postgresql" ? sniffed.instance : null;
    guesses.push({ what: `instance ${instance ?? "not named"}`, from: instance === null ? "nothing" : "content" });
  } else {
    instance = null;
  }
  if (kind === "application") {
    client ??= clientFromName(joinPath(place.above, place.below));
    guesses.push({ what: `client ${client}`, from: byPath.client === null ? "name" : "path" });
  } else {
    client = null;
  }
  return { kind, instance, client, guesses };
}
