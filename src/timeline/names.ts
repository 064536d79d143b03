import type { Who } from "../model/index.ts";

/** Distinct sessions' names kept; a flood of invented users must not fill the memory. */
const MAX_NAMES = 65_535;

/** Interned `host user database`; code 0 is "no session", the last code "too many to tell apart". */
export class Names {
  private readonly codes = new Map<string, number>();
  private readonly names: (Who | null)[] = [null];

  intern(host: string, user: string, database: string): number {
    const key = `${host}\0${user}\0${database}`;
    const known = this.codes.get(key);
    if (known !== undefined) return known;
    if (this.names.length >= MAX_NAMES) return this.overflow();
    const code = this.names.length;
    this.codes.set(key, code);
    this.names.push({ host, user, database });
    return code;
  }

  get(code: number): Who | null {
    return this.names[code] ?? null;
  }

  private overflow(): number {
    this.names[MAX_NAMES] ??= { host: "(other)", user: "(other)", database: "(other)" };
    return MAX_NAMES;
  }
}
