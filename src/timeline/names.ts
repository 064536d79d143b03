import type { Who } from "../model/index.ts";

/** Distinct sessions' names kept of a file; a flood of invented users must not fill the memory. */
const MAX_NAMES = 65_535;

/** Hosts whose last name is remembered. */
const MAX_HOSTS = 4096;

/** Names that other files have too, each kept once; a flood of invented ones starts anew. */
const pool = new Map<string, string>();

function shared(name: string): string {
  const known = pool.get(name);
  if (known !== undefined) return known;
  if (pool.size >= MAX_NAMES) pool.clear();
  pool.set(name, name);
  return name;
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
    this.names.push(shared(host), shared(user), shared(database));
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

/** Reads what {@link Names} wrote. */
export class NameTable {
  private readonly names: readonly string[];
  private readonly made: (Who | undefined)[] = [];

  constructor(names: readonly string[]) {
    this.names = names;
  }

  get(code: number): Who | null {
    const known = this.made[code];
    if (known !== undefined) return known;
    const [host, user, database] = this.names.slice((code - 1) * 3, code * 3);
    if (code === 0 || host === undefined || user === undefined || database === undefined) return null;
    return (this.made[code] = { host, user, database });
  }
}
