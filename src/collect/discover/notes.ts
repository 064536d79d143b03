import type { Target } from "../context.ts";
import type { Wanted } from "./wanted.ts";

/** What the user should know about what was meant; sentences without a full stop. */
export function notesOf(target: Target, wanted: Wanted, instance: string | null): readonly string[] {
  const notes: string[] = [];
  if (target.kind !== "instance" && instance !== null) {
    const named = target.cluster?.DBClusterMembers?.find(
      ({ DBInstanceIdentifier: id }) => id?.toLowerCase() === instance.toLowerCase(),
    );
    const role =
      named?.IsClusterWriter === undefined ? "an instance" : named.IsClusterWriter ? "the writer" : "a reader";
    notes.push(`${instance} is ${role} of cluster ${target.id}; collecting the whole cluster`);
  }
  if (wanted.kind === "host" && instance === null) {
    const what = {
      writer: "the cluster endpoint",
      reader: "the reader endpoint",
      custom: "a custom endpoint",
      instance: "",
      proxy: "",
    };
    const is = what[wanted.of];
    if (is !== "") notes.push(`${wanted.host} is ${is} of cluster ${target.id}; collecting the whole cluster`);
    if (isOldHost(target, wanted)) {
      notes.push(
        `${target.id} has other endpoints now than ${wanted.host}: it was created anew, or the name is of another account`,
      );
    }
  }
  const undescribed = target.members.filter(({ described }) => described === null).map(({ id }) => id);
  if (undescribed.length > 0 && undescribed.length < target.members.length) {
    notes.push(`RDS does not describe ${undescribed.join(", ")}, which the cluster names: being created or deleted`);
  }
  if (target.kind !== "instance" && target.members.length === 0) notes.push(`${target.id} has no instances now`);
  return notes;
}

/** The hash in an endpoint's name is of the account and region; it changes with them only. */
function isOldHost({ cluster }: Target, wanted: Extract<Wanted, { readonly kind: "host" }>): boolean {
  const now = [cluster?.Endpoint, cluster?.ReaderEndpoint, ...(cluster?.CustomEndpoints ?? [])];
  const known = now.flatMap((host) => host?.toLowerCase() ?? []);
  return known.length > 0 && !known.includes(wanted.host);
}
