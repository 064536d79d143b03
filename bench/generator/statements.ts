import { dice, pick } from "./dice.ts";
import { encoded } from "./out.ts";

/** A logged statement, as each format writes it into a field of its own or behind a message. */
export interface Statement {
  /** Newlines in it: each begins a continuation line of stderr and csvlog. */
  readonly newlines: number;
  /** PostgreSQL puts a TAB behind every newline of stderr. */
  readonly stderr: Uint8Array;
  /** Quotes doubled. */
  readonly csv: Uint8Array;
  /** Escaped, without the quotes around it. */
  readonly json: Uint8Array;
}

/** A statement that will be logged. */
export function statement(text: string): Statement {
  return {
    newlines: text.split("\n").length - 1,
    stderr: encoded(text.replaceAll("\n", "\n\t")),
    csv: encoded(text.replaceAll('"', '""')),
    json: encoded(JSON.stringify(text).slice(1, -1)),
  };
}

const tables = ["orders", "event_batches", "customers", "shipments", "invoices", "sync_runs"];
const columns = ["id", "status", "updated_at", "created_at", "customer_id", "attempts", "payload", "region"];
const roll = dice(150);

function read(shape: number): string {
  const [a, b, c] = [pick(roll, columns), pick(roll, columns), pick(roll, columns)];
  const list = `t.${a}, t.${b}, u.${c}, count(*) AS n_${shape}, max(u.updated_at) AS last_seen`;
  // Words of signatures inside of SQL: searching the text counts them, reading the message does not.
  const words = shape % 10 === 0 ? "t.note <> 'deadlock detected'" : "u.region = 'eu-west-1'";
  const where = `t.${b} = 'open' AND ${words} AND t.attempts < ${shape} -- server process report`;
  const joined = `public.${pick(roll, tables)} AS u ON u.id = t.customer_id AND u.region = t.region`;
  const grouped = shape % 5 === 0 ? "GROUP BY 1, 2, 3 " : 'GROUP BY 1, 2, 3\nHAVING max(u."attempts") < 5\n ';
  return `SELECT ${list}\n  FROM public.${pick(roll, tables)} AS t\n  JOIN ${joined}\n WHERE ${where}\n ${grouped}ORDER BY n_${shape} DESC LIMIT ${10 + shape}`;
}

function write(shape: number): string {
  const table = pick(roll, tables);
  return shape % 2 === 0
    ? `UPDATE public.${table}\n   SET ${pick(roll, columns)} = 'done',\n       updated_at = now()\n WHERE id = ${1000 + shape}\n   AND attempts < 5`
    : `INSERT INTO public.${table} (id, status, payload)\nVALUES (${1000 + shape}, 'open', '{"shape": ${shape}}')\nON CONFLICT (id) DO NOTHING`;
}

/**
 * 150 shapes: enough variety for a normaliser, as few as a real application has. (Random text instead made pgBadger hold
 * 600 MiB of unique queries, which no real log does.)
 */
export const reads: readonly Statement[] = Array.from({ length: 110 }, (_, shape) => statement(read(shape)));
export const writes: readonly Statement[] = Array.from({ length: 40 }, (_, shape) => statement(write(shape)));

/** The statements that a crash takes with it. */
export const lastWords = {
  writer: "UPDATE public.event_batches SET status = 'done' WHERE id = 7",
  target: "INSERT INTO public.sync_runs (id) VALUES (9)",
} as const;
