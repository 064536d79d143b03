/** `node test/sim/main.ts --case DIR`: an incident as an AWS account on this machine, until SIGINT. */
import { parseArgs } from "node:util";
import { worldFromCase } from "./case-world.ts";
import { KEY } from "./rules.ts";
import { FAULT_KINDS, type Fault } from "./service.ts";
import { startSimulator } from "./server.ts";

const { values } = parseArgs({
  options: {
    case: { type: "string" },
    port: { type: "string", default: "0" },
    cluster: { type: "string" },
    // aws of version 1 goes to rds.amazonaws.com for us-east-1 whatever AWS_ENDPOINT_URL says: give it another region, or --endpoint-url.
    region: { type: "string", default: "us-east-1" },
    deny: { type: "string", multiple: true, default: [] },
    fault: { type: "string", multiple: true, default: [] },
    "export-logs": { type: "boolean", default: false },
    "app-groups": { type: "boolean", default: false },
    "app-bucket": { type: "string" },
    // The account's clock stands in the incident's time; tools that cannot learn a clock (aws) sign with today's.
    "strict-clock": { type: "boolean", default: false },
    journal: { type: "boolean", default: false },
  },
});

if (values.case === undefined) throw new Error("which incident? --case DIR");
const bucket = values["app-bucket"];
const began = Date.now();
const still = worldFromCase(values.case).now();
const world = worldFromCase(values.case, {
  now: () => still + (Date.now() - began),
  exportLogs: values["export-logs"],
  applicationGroups: values["app-groups"],
  region: values.region,
  ...(values.cluster === undefined ? {} : { cluster: values.cluster }),
  ...(bucket === undefined ? {} : { applicationBucket: { name: bucket, prefix: "" } }),
});
const simulator = await startSimulator(world, {
  port: Number(values.port),
  rules: { denied: new Set(values.deny), faults: values.fault.map(readFault) },
  ...(values["strict-clock"] ? {} : { skewMs: Number.POSITIVE_INFINITY }),
});
process.stdout.write(
  `export AWS_ENDPOINT_URL=${simulator.url} AWS_ACCESS_KEY_ID=${KEY.accessKeyId} ` +
    `AWS_SECRET_ACCESS_KEY=${KEY.secretAccessKey} AWS_REGION=${world.region}\n`,
);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    if (values.journal) for (const entry of simulator.journal) process.stderr.write(`${JSON.stringify(entry)}\n`);
    void simulator.close();
  });
}

/** `action:nth:kind`, e.g. `DescribeEvents:1:reset`. */
function readFault(text: string): Fault {
  const [action = "", nth = "", name = ""] = text.split(":");
  const kind = FAULT_KINDS.find((known) => known === name);
  if (action === "" || !/^\d+$/.test(nth) || kind === undefined)
    throw new Error(`not action:nth:kind: ${text}; kinds are ${FAULT_KINDS.join(", ")}`);
  return { action, nth: Number(nth), kind };
}
