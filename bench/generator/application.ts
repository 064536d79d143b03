import type { ClientSignatureId } from "../../src/model/index.ts";
import { dice, pick } from "./dice.ts";
import { LogFile } from "./log-file.ts";
import type { FileTruth } from "./truth.ts";

const paths = ["/orders", "/orders/search", "/customers", "/shipments", "/invoices", "/healthz", "/sync"];
const numbers = { info: 30, warning: 40, error: 50 } as const;
const methods = ["GET", "GET", "GET", "POST", "PUT"];

/** What a pod is told by the database, by seconds after the failover began. */
const failures: readonly {
  readonly from: number;
  readonly to: number;
  readonly message: string;
  readonly code: string;
  readonly id: ClientSignatureId;
}[] = [
  {
    from: 0,
    to: 1,
    message: "terminating connection due to administrator command",
    code: "57P01",
    id: "client-terminated",
  },
  { from: 1, to: 3, message: "the database system is starting up", code: "57P03", id: "client-not-accepting" },
  { from: 15, to: 24, message: "connect ECONNREFUSED 10.0.1.17:5432", code: "ECONNREFUSED", id: "client-refused" },
  {
    from: 30,
    to: 40,
    message: "cannot execute UPDATE in a read-only transaction",
    code: "25006",
    id: "client-read-only",
  },
];

/** Where and when a pod logs. */
interface Pod {
  readonly name: string;
  readonly seed: number;
  readonly startMs: number;
  readonly spanMs: number;
  readonly incidentMs: number;
  /** Lines of JSON to write. */
  readonly records: number;
}

/** One pod's log in pino's JSON lines under `folder`: requests, now and then a slow one, and the incident as it was told. */
export function writePod(folder: string, pod: Pod): FileTruth {
  const file = new LogFile(folder, `apps/orders-api/${pod.name}.log`);
  const roll = dice(pod.seed * 6007);
  const base = `"pid":${20 + roll(60)},"hostname":"${pod.name}"`;
  const add = (
    level: "info" | "warning" | "error",
    ms: number,
    rest: string,
    signature: ClientSignatureId | null,
  ): void => {
    file.out.put(`{"level":${numbers[level]},"time":${ms},${base},${rest}}\n`);
    file.record(ms, level, 0, signature);
  };
  for (let i = 0; i < pod.records; i++) {
    const ms = pod.startMs + Math.floor((i / pod.records) * pod.spanMs);
    const after = (ms - pod.incidentMs) / 1000;
    const failure = failures.find(({ from, to }) => after >= from && after < to);
    if (failure !== undefined && roll(3) > 0) {
      const { message, code, id } = failure;
      const stack = `error: ${message}\\n    at Parser.parseErrorMessage (/srv/node_modules/pg-protocol/dist/parser.js:285:98)\\n    at Socket.<anonymous> (/srv/node_modules/pg-protocol/dist/index.js:11:42)`;
      const err = `"err":{"type":"DatabaseError","message":"${message}","stack":"${stack}","code":"${code}"}`;
      add("error", ms, `${err},"msg":"query failed"`, id);
      continue;
    }
    const path = pick(roll, paths);
    const id = `"reqId":"${(0x10000000 + roll(0x6fffffff)).toString(16)}-${i.toString(36)}"`;
    const request = `"req":{"method":"${pick(roll, methods)}","url":"${path}?id=${roll(1e6)}","remoteAddress":"10.0.${roll(8)}.${roll(250)}","headers":{"user-agent":"orders-web/2.${roll(9)}","accept":"application/json"}}`;
    const took = `"responseTime":${roll(900)}.${roll(900) + 100}`;
    const kind = roll(10_000);
    if (kind < 9865) {
      const text = `${id},${request},"res":{"statusCode":200,"bytes":${roll(9000)}},${took},"msg":"request completed"`;
      add("info", ms, text, null);
    } else if (kind < 9965) {
      add("warning", ms, `${id},${request},${took},"msg":"slow query"`, null);
    } else {
      const err = `"err":{"type":"ValidationError","message":"quantity must be positive","stack":"ValidationError: quantity must be positive\\n    at check (/srv/orders.js:7:11)"}`;
      add("error", ms, `${id},${request},${err},"msg":"request failed"`, null);
    }
  }
  return file.close();
}
