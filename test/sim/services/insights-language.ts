import { SimError } from "../service.ts";
import { readTokens, type Tokens } from "./insights-tokens.ts";

/** The fields of a log event that Insights finds by itself. */
export const eventFields = ["@timestamp", "@ingestionTime", "@message", "@logStream", "@log", "@ptr"] as const;
export type EventField = (typeof eventFields)[number];

/** `field operator value`, as written; `values` has one entry but for `in`. */
export interface Comparison {
  readonly field: EventField;
  readonly operator: "=" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "like" | "not like";
  readonly values: readonly (string | number | RegExp)[];
}

/** What rows are grouped by: a field, or `bin(width)` of @timestamp. */
interface GroupBy {
  readonly column: string;
  readonly field: EventField | null;
  readonly binMs: number;
}

/** A query of the part of Logs Insights QL that the simulator understands. */
export interface InsightsQuery {
  readonly fields: readonly EventField[];
  /** All filters must hold; of one filter's comparisons all (`and`) or any (`or`). */
  readonly filters: readonly { readonly any: boolean; readonly comparisons: readonly Comparison[] }[];
  readonly stats: { readonly countColumn: string; readonly by: readonly GroupBy[] } | null;
  readonly sort: readonly { readonly column: string; readonly descending: boolean }[];
  readonly limit: number | null;
}

/**
 * Reads `fields … | filter … | stats count(*) by … | sort … | limit …`, in this order, each but `fields` and `filter`
 * once. Anything else of the language is refused, never skipped.
 *
 * @throws {SimError} MalformedQueryException
 */
export function parseInsights(text: string): InsightsQuery {
  const tokens = readTokens(text);
  const fields: EventField[] = [];
  const filters: InsightsQuery["filters"][number][] = [];
  let stats: InsightsQuery["stats"] = null;
  let sort: InsightsQuery["sort"] = [];
  let limit: number | null = null;
  const order = ["fields", "filter", "stats", "sort", "limit"];
  let reached = 0;
  do {
    const command = tokens.word();
    const rank = order.indexOf(command);
    // fields and filter may be mixed; what comes after them may not come again, nor be followed by them.
    if (rank < 0 || (rank > 1 && rank <= reached) || (rank <= 1 && reached > 1)) throw malformed(command);
    reached = Math.max(reached, rank);
    if (command === "fields") fields.push(...commaList(tokens, eventField));
    else if (command === "filter") filters.push(filter(tokens));
    else if (command === "stats") stats = statistics(tokens);
    else if (command === "sort") sort = commaList(tokens, sorting);
    else limit = tokens.number();
  } while (tokens.take("|"));
  tokens.end();
  if (limit !== null && (limit < 1 || limit > 100_000)) throw malformed(`limit ${limit}`);
  const query = { fields: fields.length === 0 ? defaultFields : fields, filters, stats, sort, limit };
  const columns = stats === null ? eventFields : [stats.countColumn, ...stats.by.map((each) => each.column)];
  for (const { column } of sort) if (!columns.some((each) => each === column)) throw malformed(column);
  return query;
}

const defaultFields: readonly EventField[] = ["@timestamp", "@message"];

function malformed(what: string): SimError {
  return new SimError("MalformedQueryException", `unexpected symbol found ${what}`);
}

function commaList<Item>(tokens: Tokens, item: (tokens: Tokens) => Item): Item[] {
  const items = [item(tokens)];
  while (tokens.take(",")) items.push(item(tokens));
  return items;
}

function eventField(tokens: Tokens): EventField {
  const word = tokens.word();
  const field = eventFields.find((each) => each === word);
  if (field === undefined) throw malformed(word);
  return field;
}

function filter(tokens: Tokens): InsightsQuery["filters"][number] {
  const comparisons = [comparison(tokens)];
  let joint: string | null = null;
  for (const word of ["and", "or"]) {
    while (tokens.take(word)) {
      if (joint !== null && joint !== word) throw malformed(word);
      joint = word;
      comparisons.push(comparison(tokens));
    }
  }
  return { any: joint === "or", comparisons };
}

function comparison(tokens: Tokens): Comparison {
  const field = eventField(tokens);
  if (tokens.take("in")) {
    tokens.expect("[");
    const values = commaList(tokens, (each) => each.text());
    tokens.expect("]");
    return { field, operator: "in", values };
  }
  if (tokens.take("not")) {
    tokens.expect("like");
    return { field, operator: "not like", values: [tokens.textOrRegExp()] };
  }
  if (tokens.take("like") || tokens.take("=~")) return { field, operator: "like", values: [tokens.textOrRegExp()] };
  for (const operator of ["=", "!=", "<=", "<", ">=", ">"] as const) {
    if (!tokens.take(operator)) continue;
    // @timestamp compares as epoch ms; the other fields are text, which only equals.
    if (field === "@timestamp" || field === "@ingestionTime") return { field, operator, values: [tokens.number()] };
    if (operator !== "=" && operator !== "!=") throw malformed(operator);
    return { field, operator, values: [tokens.text()] };
  }
  throw malformed(tokens.word());
}

function statistics(tokens: Tokens): InsightsQuery["stats"] {
  tokens.expect("count");
  tokens.expect("(");
  const star = tokens.take("*") ? "*" : "";
  tokens.expect(")");
  const countColumn = tokens.take("as") ? tokens.word() : `count(${star})`;
  return { countColumn, by: tokens.take("by") ? commaList(tokens, groupBy) : [] };
}

function groupBy(tokens: Tokens): GroupBy {
  if (!tokens.take("bin")) {
    const field = eventField(tokens);
    return { column: field, field, binMs: 0 };
  }
  const { text, ms } = binWidth(tokens);
  return { column: tokens.take("as") ? tokens.word() : `bin(${text})`, field: null, binMs: ms };
}

function binWidth(tokens: Tokens): { readonly text: string; readonly ms: number } {
  tokens.expect("(");
  const width = tokens.duration();
  tokens.expect(")");
  return width;
}

function sorting(tokens: Tokens): InsightsQuery["sort"][number] {
  let column = tokens.word();
  if (column === "bin") column = `bin(${binWidth(tokens).text})`;
  else if (tokens.take("(")) {
    column += tokens.take("*") ? "(*)" : "()";
    tokens.expect(")");
  }
  const descending = tokens.take("desc");
  if (!descending) tokens.take("asc");
  return { column, descending };
}
