import type {
  AttributionSource,
  ClientReport,
  ClockKey,
  ClockReport,
  Pooler,
  StalenessReport,
} from "../model/index.ts";
import { grouped, healedText, plural } from "./words.ts";

const keyText: Readonly<Record<ClockKey, string>> = {
  "backend-pid": "backend PID",
  "client-address": "client address",
  statement: "statement",
};

/** How an error is known to have happened on an instance. */
export const attributionText: Readonly<Record<AttributionSource, string>> = {
  "server-line": "by the server's own line",
  address: "by its address",
  "host-name": "by its host name",
  "wrapper-text": "by what the driver's wrapper says",
};

const productText: Readonly<Record<Pooler["product"], string>> = {
  pgbouncer: "PgBouncer",
  pgpool: "Pgpool-II",
  "rds-proxy": "RDS Proxy",
  haproxy: "HAProxy",
  pgcat: "PgCat",
  pgdog: "PgDog",
  unknown: "a pooler or proxy",
};

/** `+37.2 s ± 0.5 s`, `+2 h 00 min 00.1 s ± 0.1 s`, or `not estimable`. */
export function offsetText({ state, lowSeconds, highSeconds }: ClockReport): string {
  if (state === "not-estimable" || lowSeconds === null || highSeconds === null) return "not estimable";
  const half = Math.abs(highSeconds - lowSeconds) / 2;
  const digits = half >= 0.095 ? 1 : half >= 0.0095 ? 2 : 3;
  return `${signed((lowSeconds + highSeconds) / 2, digits)} ± ${Number(half.toFixed(digits))} s`;
}

/** What a client's clock was against the database's, and how that is known (CLASSIFY §8.6). */
export function clockText(clock: ClockReport): string {
  const { state, by, pairs, outliers, reason } = clock;
  if (state === "not-estimable") return `not estimable${reason === "" ? "" : `: ${reason}`}`;
  const from = `(${plural(pairs, "pair")}${by === null ? "" : ` by ${keyText[by]}`}, ${plural(outliers, "outlier")})`;
  const offset = `${offsetText(clock)} vs the database ${from}`;
  const more = reason === "" ? "" : `; ${reason}`;
  if (state === "agrees") return `agrees with the database: ${offsetText(clock)} ${from}${more}`;
  if (state === "shifted") return `${offset}${more}`;
  return `${offset}: most likely local time written without its zone; ordering uses the corrected times, lines are shown as written${more}`;
}

/** `PgBouncer: it connects to port 6432`. */
export function poolerText({ product, why }: NonNullable<ClientReport["pooler"]>): string {
  return `${productText[product]}: ${why}`;
}

const ttlSource: Readonly<Record<StalenessReport["endpointTtlSource"], string>> = {
  collected: "as collected",
  operator: "stated by the operator",
  default: "Aurora's default",
};

/** How long against the endpoint's TTL, and in how many sessions. */
export function staleText(stale: StalenessReport): string {
  const { seconds, endpointTtlSeconds: ttl, endpointTtlSource, errors, sessions, births } = stale;
  const measured = `${oneDigit(seconds)} s stale`;
  const against = `the endpoint's TTL of ${oneDigit(ttl)} s (${ttlSource[endpointTtlSource]})`;
  const relation = ttl > 0 && seconds > ttl ? `${oneDigit(seconds / ttl)} × ${against}` : `within ${against}`;
  const inSessions =
    sessions === 0
      ? ", no refused session is known to be its own"
      : ` in ${plural(sessions, "session")}, ${grouped(births)} of them opened after the writer changed`;
  return `${measured}, ${relation}; ${plural(errors, "error")}${inSessions}`;
}

/** `needed a restart; healed by: restart`. */
export function recoveryText({ staleness, stillRefusedAtEnd, healedBy }: ClientReport): string {
  const restart = staleness === null ? "" : staleness.neededRestart ? "needs a restart" : "needed no restart";
  if (stillRefusedAtEnd) return ["STILL REFUSED when the data ends", restart].filter(Boolean).join("; ");
  return [restart.replace("needs", "needed"), `healed by: ${healedText[healedBy]}`].filter(Boolean).join("; ");
}

/** Those still refused, then the longest stale. */
export function gravestFirst<Client extends ClientReport>(clients: readonly Client[]): Client[] {
  return clients.toSorted(
    (a, b) =>
      Number(b.stillRefusedAtEnd) - Number(a.stillRefusedAtEnd) ||
      b.staleSeconds - a.staleSeconds ||
      (a.id < b.id ? -1 : Number(a.id > b.id)),
  );
}

/** Errors of every kind. */
export function errorCount({ errors }: ClientReport): number {
  return Object.values(errors).reduce((sum, count) => sum + count, 0);
}

/** At most one digit behind the point. */
export function oneDigit(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** `+37.2 s`, `-0.1 s`, `+2 h 00 min 00.1 s`. */
function signed(seconds: number, digits: number): string {
  const rounded = Number(seconds.toFixed(digits));
  const sign = rounded > 0 ? "+" : rounded < 0 ? "−" : "";
  const size = Math.abs(rounded);
  if (size < 120) return `${sign}${Number(size.toFixed(digits))} s`;
  const whole = Math.floor(size / 60);
  const rest = (size - whole * 60).toFixed(digits).padStart(digits + 3, "0");
  const minutes = `${String(whole % 60).padStart(2, "0")} min ${rest} s`;
  return whole < 60 ? `${sign}${minutes}` : `${sign}${Math.floor(whole / 60)} h ${minutes}`;
}
