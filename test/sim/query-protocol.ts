/** The query protocol of RDS and STS: a form comes in, XML goes out; what no shape names is refused. */
import { randomUUID } from "node:crypto";
import { SimError, type SimAnswer, type SimRequest } from "./service.ts";
import { renderXml, type Xml } from "./xml.ts";

/** What a parameter is. `maxRecords` is 20–100, `list:X` is `Name.X.N`, `filters` is `Filters.Filter.N.Name/Values.Value.M`. */
type Kind = "text" | "required" | "integer" | "boolean" | "time" | "filters" | `list:${string}`;

/** Parameters of an action by name. */
export type Shape = Readonly<Record<string, Kind>>;

/** Parameters that were checked against a shape. Absent ones are null or empty. */
export interface Input {
  text(name: string): string | null;
  /** @throws {SimError} MissingParameter */
  required(name: string): string;
  integer(name: string): number | null;
  /** Epoch ms. */
  time(name: string): number | null;
  list(name: string): readonly string[];
  readonly filters: ReadonlyMap<string, readonly string[]>;
  /** The same question whatever the page: names and values without Marker and MaxRecords. */
  readonly question: string;
}

/** The form of a POST; null when the request is not one. */
export function formOf(request: Omit<SimRequest, "action">): URLSearchParams | null {
  const form = (request.headers["content-type"] ?? "").includes("application/x-www-form-urlencoded");
  return request.method === "POST" && request.path === "/" && form
    ? new URLSearchParams(request.body.toString())
    : null;
}

/**
 * Reads and checks the parameters of an action.
 *
 * @throws {SimError} for a parameter unknown, given twice, missing or of the wrong kind, and for another API version
 */
export function readInput(form: URLSearchParams, shape: Shape, version: string): Input {
  const values = new Map<string, string>();
  for (const [name, value] of form) {
    if (values.has(name)) throw new SimError("InvalidQueryParameter", `The parameter ${name} is given twice.`);
    values.set(name, value);
  }
  if (values.get("Version") !== version)
    throw new SimError(
      "InvalidAction",
      `Could not find operation ${values.get("Action")} for version ${values.get("Version")}`,
    );
  values.delete("Action");
  values.delete("Version");
  const lists = new Map<string, string[]>();
  const filterParts = new Map<string, { name: string; values: string[] }>();
  for (const [name, value] of values) readOne(name, value, shape, lists, filterParts);
  for (const [name, kind] of Object.entries(shape))
    if (kind === "required" && (values.get(name) ?? "") === "")
      throw new SimError("MissingParameter", `The request must contain the parameter ${name}.`);
  const filters = checkedFilters(filterParts);
  const text = (name: string): string | null => values.get(name) ?? null;
  return {
    text,
    required: (name) => text(name) ?? "",
    integer: (name) => (values.has(name) ? Number(values.get(name)) : null),
    time: (name) => (values.has(name) ? Date.parse(values.get(name) ?? "") : null),
    list: (name) => lists.get(name) ?? [],
    filters,
    question: JSON.stringify(
      [...values]
        .filter(([name]) => name !== "Marker" && name !== "MaxRecords")
        .map(String)
        .sort(),
    ),
  };
}

const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/;

function readOne(
  name: string,
  value: string,
  shape: Shape,
  lists: Map<string, string[]>,
  filters: Map<string, { name: string; values: string[] }>,
): void {
  const wrong = (): SimError =>
    new SimError("InvalidParameterValue", `Invalid value '${value}' for the parameter ${name}.`);
  const [head = "", ...rest] = name.split(".");
  const kind = shape[head];
  if (kind === undefined) throw new SimError("InvalidParameterValue", `Unknown parameter: ${name}`);
  if (kind === "filters") {
    readFilter(name, value, rest, filters);
    return;
  }
  if (kind.startsWith("list:")) {
    // An empty list is written as `Name=`.
    if (rest.length === 0 && value === "") return;
    if (rest[0] !== kind.slice("list:".length) || !/^[1-9]\d*$/.test(rest[1] ?? "") || rest.length !== 2) throw wrong();
    lists.set(head, [...(lists.get(head) ?? []), value]);
    return;
  }
  if (rest.length > 0) throw new SimError("InvalidParameterValue", `Unknown parameter: ${name}`);
  if (kind === "integer" && !/^-?\d{1,15}$/.test(value)) throw wrong();
  if (kind === "boolean" && value !== "true" && value !== "false") throw wrong();
  if (kind === "time" && (!TIME.test(value) || Number.isNaN(Date.parse(value)))) throw wrong();
}

function readFilter(
  name: string,
  value: string,
  rest: readonly string[],
  filters: Map<string, { name: string; values: string[] }>,
): void {
  if (rest.length === 0 && value === "") return;
  const [word, index = "", part, values, position] = rest;
  if (word !== "Filter" || !/^[1-9]\d*$/.test(index))
    throw new SimError("InvalidParameterValue", `Unknown parameter: ${name}`);
  const filter = filters.get(index) ?? { name: "", values: [] };
  filters.set(index, filter);
  if (part === "Name" && rest.length === 3) filter.name = value;
  else if (part === "Values" && values === "Value" && /^[1-9]\d*$/.test(position ?? "") && rest.length === 5)
    filter.values.push(value);
  else throw new SimError("InvalidParameterValue", `Unknown parameter: ${name}`);
}

function checkedFilters(
  parts: ReadonlyMap<string, { name: string; values: string[] }>,
): ReadonlyMap<string, readonly string[]> {
  const filters = new Map<string, readonly string[]>();
  for (const { name, values } of parts.values()) {
    if (name === "") throw new SimError("MissingParameter", "A filter must have a name.");
    if (values.length === 0) throw new SimError("MissingParameter", `The filter ${name} must have a value.`);
    filters.set(name, values);
  }
  return filters;
}

/** `<ActionResponse xmlns><ActionResult>…</ActionResult><ResponseMetadata>…`. */
export function queryAnswer(action: string, xmlns: string, result: readonly Xml[]): SimAnswer {
  const requestId = randomUUID();
  const document: Xml = [
    `${action}Response`,
    [
      [`${action}Result`, result],
      ["ResponseMetadata", [["RequestId", requestId]]],
    ],
  ];
  return xmlAnswer(200, renderXml(document, `xmlns="${xmlns}"`), requestId);
}

/** `<ErrorResponse xmlns><Error><Type>Sender</Type>…`. */
export function queryError(error: SimError, xmlns: string, requestId: string): SimAnswer {
  const inner: readonly Xml[] = [
    ["Type", error.status >= 500 ? "Receiver" : "Sender"],
    ["Code", error.code],
    ["Message", error.message],
  ];
  const document: Xml = [
    "ErrorResponse",
    [
      ["Error", inner],
      ["RequestId", requestId],
    ],
  ];
  return xmlAnswer(error.status, renderXml(document, `xmlns="${xmlns}"`), requestId);
}

function xmlAnswer(status: number, body: Buffer, requestId: string): SimAnswer {
  const headers = { "x-amzn-requestid": requestId, "content-type": "text/xml", vary: "Accept-Encoding" };
  return { status, headers, body };
}
