import type { Who } from "../model/index.ts";

/** Distinct sessions' names kept of a file; a flood of invented users must not fill the memory. */
const MAX_NAMES = 65_535;

/** Hosts whose last name is remembered. */
const MAX_HOSTS = 4096;

/** Sessions that segments have in common, by host, user and database, each kept once; a flood of invented ones starts anew. */
let people = new Map<string, Map<string, Map<string, Who>>>();
let count = 0;

function shared(host: string, user: string, database: string): Who {
  let ofHost = people.get(host);
  if (ofHost === undefined) people.set(host, (ofHost = new Map<string, Map<string, Who>>()));
  let ofUser = ofHost.get(user);
  if (ofUser === undefined) ofHost.set(user, (ofUser = new Map<string, Who>()));
  const known = ofUser.get(database);
  if (known !== undefined) return known;
  const who = { host, user, database };
  if (++count < MAX_NAMES) ofUser.set(database, who);
  else [people, count] = [new Map(), 0];
  return who;
}

/** Interned `host user database`; code 0 is "no session", the last code "too many to tell apart". */
export class Names {
  private readonly codes = new Map<string, number>();
  private readonly names: string[] = [];
  /** The last name of each host: most of a log's sessions are of few, and this is found without making a key. */
  private readonly recent = new Map<string, { user: string; database: string; code: number }>();

  intern(host: string, user: string, database: string): number {
    const recent = this.recent.get(host);
    if (recent !== undefined && recent.user === user && recent.database === database) return recent.code;
    const code = this.lookUp(host, user, database);
    if (recent !== undefined) Object.assign(recent, { user, database, code });
    else if (this.recent.size < MAX_HOSTS) this.recent.set(host, { user, database, code });
    return code;
  }

  private lookUp(host: string, user: string, database: string): number {
    const key = `${host}\0${user}\0${database}`;
    const known = this.codes.get(key);
    if (known !== undefined) return known;
    if (this.codes.size >= MAX_NAMES - 1) return this.overflow();
    this.names.push(host, user, database);
    const code = this.codes.size + 1;
    this.codes.set(key, code);
    return code;
  }

  /** Host, user and database of each code from 1 on, one after the other. */
  data(): readonly string[] {
    return this.names;
  }

  private overflow(): number {
    if (this.names.length < MAX_NAMES * 3) this.names.push("(other)", "(other)", "(other)");
    return MAX_NAMES;
  }
}

/** Whether one segment tells apart all sessions that several do. */
export function fitTogether(tables: readonly (readonly string[])[]): boolean {
  const total = tables.reduce((sum, names) => sum + names.length / 3, 0);
  if (total < MAX_NAMES) return true;
  const distinct = new Set<string>();
  for (const names of tables)
    for (let i = 0; i < names.length; i += 3) distinct.add(`${names[i]}\0${names[i + 1]}\0${names[i + 2]}`);
  return distinct.size < MAX_NAMES;
}

/** Reads what {@link Names} wrote. */
export class NameTable {
  private readonly people: readonly Who[];

  constructor(names: readonly string[]) {
    this.people = Array.from({ length: Math.floor(names.length / 3) }, (_, i) =>
      shared(names[3 * i] ?? "", names[3 * i + 1] ?? "", names[3 * i + 2] ?? ""),
    );
  }

  get(code: number): Who | null {
    return this.people[code - 1] ?? null;
  }
}
