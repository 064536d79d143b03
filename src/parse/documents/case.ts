import {
  type HeadlineClass,
  headlineClasses,
  type LineCounts,
  type OperatorStatements,
  type Problem,
  SECOND_US,
} from "../../model/index.ts";
import { divide } from "../rds-events/documents.ts";
import { type Draft, draftsOf, failoverDetails, type FailoverDetails, toldFailover } from "./case-failover.ts";
import { type Keys, takeKeys } from "./case-keys.ts";
import { duration, moment, onOff, quoted } from "./case-values.ts";
import { comparable, type DocumentNode, oneLine, pointerOf } from "./node.ts";
import { Reading } from "./reading.ts";
import { yamlTree } from "./yaml-tree.ts";

/** What people say fits in far less; YAML has a lower limit of its own. */
const MAX_BYTES = 1024 * 1024;

const topKeys = {
  failovers: ["failover", "failovers", "failoverat", "failovertime", "failovertimes"],
  controls: ["control", "controls", "controlexperiment", "controlexperiments", "experiment", "experiments"],
  aws: ["aws", "awsanswer", "awsanswers", "awsresponse", "awssupport"],
  forwarding: ["writeforwarding", "localwriteforwarding"],
  ttl: ["endpointttlseconds", "endpointttl", "dnsttl", "dnsttlseconds", "ttl", "ttlseconds"],
  collected: ["collected", "collectedat"],
  ...failoverDetails,
} as const satisfies Keys<string>;

const answerKeys = {
  text: ["answer", "text", "said", "statement", "response"],
  confirms: ["confirms", "confirmed", "class"],
  at: ["at", "time", "when", "date"],
} as const satisfies Keys<string>;

type Top = ReadonlyMap<keyof typeof topKeys, DocumentNode>;
type Answer = OperatorStatements["awsAnswers"][number];

/**
 * Reads `case.yaml` (YAML, or JSON): what operators say of failovers, control experiments, AWS's answer and settings.
 * Spelling is lenient; what is not understood is told by key and line, and never used. Never rejects.
 *
 * @param path name used in citations
 */
export async function parseCase(
  bytes: Uint8Array,
  path: string,
): Promise<{
  /** Null when nothing in it was understood. */
  readonly statements: OperatorStatements | null;
  readonly problems: readonly Problem[];
  readonly counts: LineCounts;
}> {
  if (bytes.length > MAX_BYTES) return tooLarge(bytes, path);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const reading = new Reading(path, text, divide(text).lines);
  const { root, error, unusable } = await yamlTree(bytes);
  for (const { offset, reason } of unusable) reading.tellAt(offset, "", reason);
  if (error !== null) reading.refusedFrom(error.offset, oneLine(error.reason, 300));
  if (root !== null && root.kind !== "object") reading.tell(root, `a mapping is expected, not ${quoted(root)}`);
  const statements = root?.kind === "object" ? statementsOf(reading, root) : null;
  const counts = reading.finish([{ start: 0, end: bytes.length }], "it holds no statement that is known");
  return { statements: reading.supplied ? statements : null, problems: reading.problems, counts };
}

function statementsOf(reading: Reading, root: DocumentNode): OperatorStatements {
  const top: Top = takeKeys<keyof typeof topKeys>(reading, root, topKeys);
  for (const node of top.values()) reading.understood(node);
  const forwarding = top.get("forwarding");
  const collected = top.get("collected");
  return {
    failovers: failoversOf(reading, top),
    awsAnswers: answersOf(reading, top.get("aws")),
    writeForwarding: forwarding === undefined ? { state: "unknown", exhibit: null } : forwardingOf(reading, forwarding),
    endpointTtl: ttlOf(reading, top.get("ttl")),
    collectedUs: collected === undefined ? Number.NaN : moment(reading, collected),
  };
}

function failoversOf(reading: Reading, top: Top): OperatorStatements["failovers"] {
  const told = top.get("failovers");
  const controls = top.get("controls");
  const failovers = told === undefined ? [] : draftsOf(reading, told, false);
  const experiments = controls === undefined ? [] : draftsOf(reading, controls, true);
  const all = [...besides(reading, failovers, top), ...experiments];
  return all.sort((a, b) => a.node.keyStart - b.node.keyStart).map((draft) => toldFailover(reading, draft));
}

/** Details at the top of the file belong to the failover told beside them, if there is one alone. */
function besides(reading: Reading, failovers: readonly Draft[], top: Top): readonly Draft[] {
  const details: FailoverDetails = new Map(
    (Object.keys(failoverDetails) as (keyof typeof failoverDetails)[]).flatMap((key) => {
      const node = top.get(key);
      return node === undefined ? [] : [[key, node] as const];
    }),
  );
  const [first] = details.values();
  const [only] = failovers;
  if (first === undefined) return failovers;
  if (only === undefined) return [{ node: first, control: false, details }];
  if (failovers.length === 1) return [{ ...only, details: new Map([...details, ...only.details]) }];
  for (const node of details.values()) {
    reading.tell(node, "several failovers are told; write it inside of the one it belongs to");
  }
  return failovers;
}

function answersOf(reading: Reading, node: DocumentNode | undefined): readonly Answer[] {
  if (node === undefined) return [];
  if (node.kind === "list") return node.children.flatMap((child) => answersOf(reading, child));
  reading.understood(node);
  if (node.kind === "value") return node.value === null ? [] : [answer(reading, node, Number.NaN, node, null)];
  const said = takeKeys<keyof typeof answerKeys>(reading, node, answerKeys);
  const confirms = said.get("confirms");
  const at = said.get("at");
  const us = at === undefined ? Number.NaN : moment(reading, at);
  return [answer(reading, node, us, said.get("text"), confirms === undefined ? null : classOf(reading, confirms))];
}

function answer(
  reading: Reading,
  node: DocumentNode,
  us: number,
  said: DocumentNode | undefined,
  confirms: HeadlineClass | null,
): Answer {
  const words =
    said === undefined ? "" : `: ${oneLine(said.kind === "value" ? String(said.value) : quoted(said), 300)}`;
  const text = `operator: AWS answered${words}${confirms === null ? "" : ` (confirms ${confirms})`}`;
  return { confirms, exhibit: reading.exhibit(node, "operator", us, null, text, pointerOf(node)) };
}

function classOf(reading: Reading, node: DocumentNode): HeadlineClass | null {
  const word = comparable(String(node.value ?? ""));
  const found = headlineClasses.find((name) => comparable(name) === word) ?? null;
  if (found === null && !/^(?:false|no|none|nothing|)$/.test(word)) {
    reading.tell(node, `${quoted(node)} names no class; write one of ${headlineClasses.join(", ")}`);
  }
  return found;
}

function forwardingOf(reading: Reading, node: DocumentNode): OperatorStatements["writeForwarding"] {
  const state = onOff(reading, node);
  const text = `operator: write forwarding ${state === "unknown" ? "not known" : state}`;
  return { state, exhibit: reading.exhibit(node, "operator", Number.NaN, null, text) };
}

function ttlOf(reading: Reading, node: DocumentNode | undefined): OperatorStatements["endpointTtl"] {
  const us = node === undefined ? null : duration(reading, node);
  if (node === undefined || us === null) return null;
  const seconds = us / SECOND_US;
  const text = `operator: TTL of the endpoints ${seconds} s`;
  return { seconds, exhibit: reading.exhibit(node, "operator", Number.NaN, null, text) };
}

function tooLarge(bytes: Uint8Array, file: string): Awaited<ReturnType<typeof parseCase>> {
  let lines = bytes.at(-1) === 10 ? 0 : 1;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines++;
  const problems: Problem[] = [{ kind: "not-used", file, reason: `it is larger than ${MAX_BYTES} bytes` }];
  return { statements: null, problems, counts: { lines, records: 0, continuations: 0, quarantined: lines } };
}
