import { existsSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Document } from "yaml";
import { escapeTerminal } from "../text/index.ts";
import type { Configuration, Settings } from "./config-schema.ts";
import { UserError } from "./exit.ts";
import { writeWhole } from "./output.ts";
import { isZone } from "./zone.ts";

/** The YAML parser takes quadratic time for hostile text; settings of a hundred clusters fit in this. */
const MAX_BYTES = 64 * 1024;
const NAME = "postmortem.yaml";

/** What postmortem.yaml keeps of a cluster. */
export interface ClusterSettings {
  readonly region: string | null;
  readonly profile: string | null;
  /** ARN of a role to assume. */
  readonly role: string | null;
  /** As `--app-logs` takes them. */
  readonly appLogs: readonly string[];
  /** Names of services, by which files of application logs are told apart. */
  readonly services: readonly string[];
  /** Further host names by which clients reach the database (CNAMEs of one's own, poolers). */
  readonly endpoints: readonly string[];
  /** As `--input-tz` takes them. */
  readonly zones: readonly { readonly glob: string; readonly zone: string }[];
  /** Where this was read; null when there is no file, or it does not know the cluster. */
  readonly file: string | null;
}

const nothing: ClusterSettings = {
  region: null,
  profile: null,
  role: null,
  appLogs: [],
  services: [],
  endpoints: [],
  zones: [],
  file: null,
};

/** Where settings are looked for, in this order: the working folder, then the configuration folder of XDG. */
function places(env: NodeJS.ProcessEnv): readonly string[] {
  const xdg = env["XDG_CONFIG_HOME"];
  return [resolve(NAME), join(xdg?.startsWith("/") ? xdg : join(homedir(), ".config"), "postmortem", NAME)];
}

/**
 * What the first postmortem.yaml that knows the cluster says of it.
 *
 * @throws {UserError} when a file is there and cannot be used: file, line or key, and what is wrong
 */
export async function clusterSettings(cluster: string, env: NodeJS.ProcessEnv): Promise<ClusterSettings> {
  for (const file of places(env)) {
    if (!existsSync(file)) continue;
    // oxlint-disable-next-line no-await-in-loop -- the second is read only when the first does not know the cluster
    const clusters = (await read(file)).clusters;
    const name = Object.keys(clusters).find((key) => key.toLowerCase() === cluster.toLowerCase());
    const own = name === undefined ? undefined : clusters[name];
    if (own !== undefined) return settled(own, file);
  }
  return nothing;
}

function settled(own: Settings, file: string): ClusterSettings {
  const services = Object.entries(own.services);
  return {
    region: own.region ?? null,
    profile: own.profile ?? null,
    role: own.role ?? null,
    appLogs: [
      ...own["app-logs"],
      ...services.flatMap(([service, { "app-logs": logs }]) => logs.map((log) => `${service}=${log}`)),
    ],
    services: services.map(([service]) => service),
    endpoints: own.endpoints,
    zones: [
      ...Object.entries(own.zones).map(([glob, zone]) => ({ glob, zone: known(zone, file) })),
      ...services.flatMap(([service, { zone }]) =>
        zone === undefined ? [] : [{ glob: `apps/${service}/**`, zone: known(zone, file) }],
      ),
    ],
    file,
  };
}

/**
 * The keys that the first postmortem.yaml with any names for commands of the terminal timeline, unchecked; null for none.
 *
 * @throws {UserError} when a file is there and cannot be used
 */
export async function configuredKeys(
  env: NodeJS.ProcessEnv,
): Promise<{ readonly file: string; readonly keys: unknown } | null> {
  for (const file of places(env)) {
    if (!existsSync(file)) continue;
    // oxlint-disable-next-line no-await-in-loop -- the second is read only when the first has none
    const { keys } = await read(file);
    if (keys !== undefined) return { file, keys };
  }
  return null;
}

function known(zone: string, file: string): string {
  if (isZone(zone)) return zone;
  const message = `${escapeTerminal(file)}: "${escapeTerminal(zone)}" is no time zone`;
  throw new UserError(message, "Use a name such as Europe/Berlin.");
}

/**
 * What a file of settings holds, as YAML (or JSON, which is YAML too).
 *
 * @throws {UserError} when it cannot be read
 */
export async function readSettings(file: string): Promise<unknown> {
  const yaml = await import("yaml");
  const document = yaml.parseDocument(readText(file), { schema: "core", uniqueKeys: true, logLevel: "error" });
  const [error] = document.errors;
  const shown = escapeTerminal(file);
  if (error !== undefined) {
    const line = error.linePos?.[0].line;
    throw new UserError(`${shown}${line === undefined ? "" : `:${line}`}: ${escapeTerminal(error.message)}`, HINT);
  }
  try {
    return document.toJS({ maxAliasCount: 0 }) ?? {};
  } catch (cause) {
    throw new UserError(`${shown}: aliases (*name) are not used here`, HINT, { cause });
  }
}

async function read(file: string): Promise<Configuration> {
  const content = await readSettings(file);
  const { configuration } = await import("./config-schema.ts");
  const checked = configuration.safeParse(content);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const path = (issue?.path ?? []).map(String).join(".");
  throw new UserError(
    `${escapeTerminal(file)}: ${escapeTerminal(`${path}: ${issue?.message ?? "not understood"}`)}`,
    HINT,
  );
}

const HINT = "docs/collecting.md explains every key.";

function readText(file: string): string {
  const shown = escapeTerminal(file);
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES) throw new UserError(`${shown} is larger than ${MAX_BYTES / 1024} KiB`, HINT);
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${shown} could not be read: ${escapeTerminal(reason)}`, null, { cause: error });
  }
}

/**
 * Writes what was given on the command line into the working folder's postmortem.yaml, beside what is there: comments
 * and other clusters stay.
 *
 * @returns the file
 * @throws {UserError} when the file cannot be read or written
 */
export async function remember(
  cluster: string,
  given: { readonly region: string | null; readonly profile: string | null; readonly role: string | null } & {
    readonly appLogs: readonly string[];
    readonly zones: ClusterSettings["zones"];
  },
): Promise<string> {
  const file = resolve(NAME);
  if (existsSync(file)) await read(file);
  const yaml = await import("yaml");
  const written = existsSync(file) ? readText(file) : "";
  const document: Document = written.trim() === "" ? new yaml.Document({ clusters: {} }) : yaml.parseDocument(written);
  const path = (key: string): readonly string[] => ["clusters", cluster, key];
  for (const key of ["region", "profile", "role"] as const) {
    if (given[key] !== null) document.setIn(path(key), given[key]);
  }
  if (given.appLogs.length > 0) document.setIn(path("app-logs"), document.createNode([...given.appLogs]));
  for (const { glob, zone } of given.zones) document.setIn([...path("zones"), glob], zone);
  if (!document.hasIn(["clusters", cluster])) document.setIn(["clusters", cluster], document.createNode({}));
  writeWhole(file, document.toString({ lineWidth: 0 }));
  return file;
}
