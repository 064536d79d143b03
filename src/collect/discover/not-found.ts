import type { Aws, CallFailure } from "../calls.ts";
import { troubleOf } from "../trouble.ts";
import { counted } from "../words.ts";
import { engineText, isPostgres } from "./engines.ts";
import type { NotFound } from "./found.ts";
import { type Listing, listAll, ownAccount, targetsOfProxy } from "./look-up.ts";
import { nearestNames } from "./nearest.ts";
import type { Wanted } from "./wanted.ts";

type Named = Exclude<Wanted, { readonly kind: "nothing" }>;

/** The text names nothing. */
export function notAName(aws: Aws, { shown, why }: Extract<Wanted, { readonly kind: "nothing" }>): NotFound {
  const message = `${shown} names no cluster or instance: ${why}`;
  const hints = ["give a cluster's or an instance's identifier, its ARN, or the host name of one of its endpoints"];
  return { found: false, why: "not-a-name", message, hints, nearest: [], region: aws.region };
}

/** The text names its region, and it is not the one that is asked. */
export function inAnotherRegion(aws: Aws, what: string, region: string): NotFound {
  const message = `${what} is in ${region}, and this run asks ${aws.region}`;
  const hints = [`run it again with --region ${region}, or with a profile of that region`];
  return { found: false, why: "elsewhere", message, hints, nearest: [], region: aws.region };
}

/** The ARN names another account than the one that answers. */
export function inAnotherAccount(aws: Aws, what: string, wanted: string, asked: string): NotFound {
  const message = `${what} is in account ${wanted}, and these credentials are of account ${asked}`;
  const hints = [`run it again with credentials (AWS_PROFILE) of account ${wanted}`];
  return { found: false, why: "elsewhere", message, hints, nearest: [], region: aws.region };
}

/** It is there and no PostgreSQL. */
export function otherEngine(aws: Aws, what: "cluster" | "instance", id: string, engine: string | undefined): NotFound {
  const message = `${id} is ${article(what)} of ${engineText(engine)}, and only PostgreSQL can be read`;
  const hints = ["Aurora PostgreSQL, Multi-AZ DB clusters and RDS instances of PostgreSQL are collected"];
  return { found: false, why: "engine", message, hints, nearest: [], region: aws.region };
}

/** Neither clusters nor instances can be asked for. */
export function notReadable(aws: Aws, id: string, failures: readonly CallFailure[]): NotFound {
  const reasons = [...new Set(failures.map((failure) => troubleOf(failure).reason))].join("; ");
  const message = `${id} cannot be looked up in ${aws.region}: ${reasons}`;
  return { found: false, why: "not-readable", message, hints: mending(failures), nearest: [], region: aws.region };
}

/**
 * Nothing has that name: what is there instead.
 *
 * @param unasked what could not be asked, so that it may be there all the same
 */
export async function nothingOfThatName(
  aws: Aws,
  wanted: Named,
  unasked: readonly CallFailure[] = [],
): Promise<NotFound> {
  const { id } = wanted;
  const listing = await listAll(aws);
  const mine = wanted.kind === "arn" ? await ownAccount(aws) : null;
  if (wanted.kind === "arn" && mine !== null && wanted.account !== "" && mine !== wanted.account) {
    return inAnotherAccount(aws, id, wanted.account, mine);
  }
  const names = namesOf(listing);
  const failures = [...unasked, ...listing.failures];
  const reasons = [...new Set(failures.map((failure) => troubleOf(failure).reason))].join("; ");
  const searched = `${counted(listing.clusters.length, "cluster")} and ${counted(listing.instances.length, "instance")}`;
  const found = failures.length === 0 ? `${searched} are there` : `not all could be asked: ${reasons}`;
  return {
    found: false,
    why: "unknown",
    message: `no cluster and no instance is named ${id} in ${aws.region} (${found})`,
    hints: [
      ...(await hintsFor(aws, wanted)),
      ...mending(failures),
      ...hintsFrom(aws, names, failures.length === 0, id),
    ],
    nearest: nearestNames(id.toLowerCase(), names),
    region: aws.region,
  };
}

/** What the name itself tells. */
async function hintsFor(aws: Aws, wanted: Named): Promise<readonly string[]> {
  const { id } = wanted;
  const hints: string[] = [];
  const proxied = await targetsOfProxy(aws, id);
  if (proxied.length > 0) hints.push(`${id} is a proxy in front of ${proxied.join(", ")}; give that`);
  else if (/proxy|pgbouncer|pooler/i.test(id)) {
    hints.push("the name looks like that of a proxy or pooler: give the cluster behind it");
  }
  const region = regionIn(id.toLowerCase());
  if (region !== null && region !== aws.region) {
    hints.push(`the name looks like one of ${region}: run it again with --region ${region}`);
  }
  if (wanted.kind === "host" && wanted.of === "custom") {
    hints.push("no cluster has that custom endpoint any more: give the cluster's identifier instead");
  }
  return hints;
}

/** What the region's names tell. */
function hintsFrom(aws: Aws, names: readonly string[], whole: boolean, id: string): readonly string[] {
  if (whole && names.length === 0) {
    return [`${aws.region} has no PostgreSQL at all in this account: check region and profile`];
  }
  if (names.length === 0 || names.length > 8 || nearestNames(id.toLowerCase(), names).length > 0) return [];
  return [`there are: ${names.join(", ")}`];
}

function mending(failures: readonly CallFailure[]): readonly string[] {
  const denied = [...new Set(failures.flatMap(({ kind, action }) => (kind === "denied" ? [action] : [])))];
  const others = failures.flatMap((failure) => {
    const { code, remedy } = troubleOf(failure);
    return code === "DENIED" || remedy === null ? [] : [remedy];
  });
  const allow =
    denied.length === 0 ? [] : [`allow ${denied.join(" and ")}; postmortem iam-policy prints the whole policy`];
  return [...new Set([...allow, ...others])];
}

/** A proxy's endpoint was given. */
export async function proxyGiven(aws: Aws, id: string, host: string): Promise<NotFound> {
  const behind = await targetsOfProxy(aws, id);
  const message = `${host} is the endpoint of proxy ${id}, and evidence is kept by the cluster behind it`;
  const hint = behind.length > 0 ? `give ${behind.join(" or ")}, which it leads to` : "give the cluster it leads to";
  return { found: false, why: "not-a-name", message, hints: [hint], nearest: behind, region: aws.region };
}

/** Names of what could be collected, clusters first, sorted. */
function namesOf({ clusters, instances }: Listing): readonly string[] {
  const ofClusters = clusters.flatMap((each) => (isPostgres(each.Engine) ? (each.DBClusterIdentifier ?? []) : []));
  const ofInstances = instances.flatMap((each) => (isPostgres(each.Engine) ? (each.DBInstanceIdentifier ?? []) : []));
  return [...new Set([...ofClusters.sort(), ...ofInstances.sort()])];
}

/** `eu-west-1` inside of a name. */
function regionIn(name: string): string | null {
  return (
    /(?:^|-)((?:us|eu|ap|sa|ca|af|me|il|mx|cn)(?:-gov)?-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d)(?:-|$)/.exec(
      name,
    )?.[1] ?? null
  );
}

function article(what: string): string {
  return /^[aeiou]/.test(what) ? `an ${what}` : `a ${what}`;
}
