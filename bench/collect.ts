// `npm run bench:collect [-- --files 40 --bytes 53687091 --rounds 3]`: collecting beside `curl --parallel` at the same
// concurrency, from the same simulator, onto the same disk. Rounds are interleaved, medians printed. Never a test.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const entry = join(root, "dist/cli/main.js");
const { values } = parseArgs({
  options: {
    files: { type: "string", default: "40" },
    bytes: { type: "string", default: String(Math.floor(2 ** 31 / 40)) },
    rounds: { type: "string", default: "3" },
    folder: { type: "string", default: tmpdir() },
  },
});
/** What `src/collect/aws/limiter.ts` allows of downloads. */
const AT_ONCE = 4;
const total = Number(values.files) * Number(values.bytes);

interface Served {
  readonly url: string;
  readonly key: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly region: string;
  readonly hours: number;
  readonly names: readonly string[];
}

const server = spawn(
  process.execPath,
  [join(root, "bench/collect-world.ts"), "--files", values.files, "--bytes", values.bytes],
  {
    stdio: ["ignore", "pipe", "inherit"],
  },
);
const served = await new Promise<Served>((resolve) => {
  createInterface(server.stdout).once("line", (line) => {
    resolve(JSON.parse(line) as Served);
  });
});

const scratch = mkdtempSync(join(values.folder, "postmortem-bench-"));
const reportPeak =
  "data:text/javascript,import{writeFileSync as w}from'node:fs';" +
  "process.on('exit',()=>w(process.env.PEAK_FILE,String(process.resourceUsage().maxRSS)))";

function timed(command: string, args: readonly string[], env: NodeJS.ProcessEnv): number {
  const began = performance.now();
  const ran = spawnSync(command, args, { env, encoding: "utf8", maxBuffer: 1 << 26 });
  const seconds = (performance.now() - began) / 1000;
  if (ran.status !== 0 && ran.status !== 3)
    throw new Error(`${command} exited with ${ran.status}: ${ran.stderr.slice(-2000)}`);
  return seconds;
}

function runOurs(): { readonly seconds: number; readonly peakMiB: number } {
  const folder = join(scratch, "case");
  const peakFile = join(scratch, "peak");
  rmSync(folder, { recursive: true, force: true });
  const env = {
    PATH: process.env["PATH"],
    HOME: scratch,
    PEAK_FILE: peakFile,
    AWS_ENDPOINT_URL: served.url,
    AWS_ACCESS_KEY_ID: served.key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: served.key.secretAccessKey,
    AWS_REGION: served.region,
  };
  const seconds = timed(
    process.execPath,
    [
      "--import",
      reportPeak,
      entry,
      "collect",
      "--cluster",
      "orders",
      "--since",
      `${served.hours} hours ago`,
      "--case",
      folder,
    ],
    env,
  );
  for (const name of served.names) {
    const { size } = statSync(join(folder, "instances", name.replace("/error/", "/")));
    if (size !== Number(values.bytes)) throw new Error(`${name} has ${size} bytes`);
  }
  return { seconds, peakMiB: Number(readFileSync(peakFile, "utf8")) / 1024 };
}

function runCurl(): number {
  const folder = join(scratch, "curl");
  rmSync(folder, { recursive: true, force: true });
  const config = served.names.flatMap((name, i) => {
    const [id = "", ...file] = name.split("/");
    return [
      ...(i === 0 ? [] : ["next"]),
      `url = "${served.url}/v13/downloadCompleteLogFile/${id}/${file.join("/")}"`,
      `output = "${join(folder, name.replaceAll("/", "_"))}"`,
      `aws-sigv4 = "aws:amz:${served.region}:rds"`,
      `user = "${served.key.accessKeyId}:${served.key.secretAccessKey}"`,
      "create-dirs",
      "fail",
      "silent",
    ];
  });
  const file = join(scratch, "curl.conf");
  writeFileSync(file, `parallel\nparallel-max = ${AT_ONCE}\n${config.join("\n")}\n`);
  return timed("curl", ["-K", file], { PATH: process.env["PATH"], HOME: scratch });
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

try {
  const rounds = Array.from({ length: Number(values.rounds) }, (_, i) => {
    const curlFirst = i % 2 === 0;
    const before = curlFirst ? runCurl() : null;
    const ours = runOurs();
    const curl = before ?? runCurl();
    console.log(
      `round ${i + 1}: curl ${curl.toFixed(2)} s, postmortem ${ours.seconds.toFixed(2)} s, peak ${ours.peakMiB.toFixed(0)} MiB`,
    );
    return { curl, ...ours };
  });
  const curl = median(rounds.map((round) => round.curl));
  const ours = median(rounds.map((round) => round.seconds));
  const rate = (seconds: number): string => `${(total / seconds / 2 ** 20).toFixed(0)} MiB/s`;
  console.log(`${values.files} files of ${values.bytes} bytes, ${AT_ONCE} at once, ${cpus().length} processors`);
  console.log(
    `curl --parallel ${curl.toFixed(2)} s (${rate(curl)}); postmortem collect ${ours.toFixed(2)} s (${rate(ours)})`,
  );
  console.log(
    `${Math.round((100 * curl) / ours)} % of curl's rate, whole command; peak ${Math.max(...rounds.map((round) => round.peakMiB)).toFixed(0)} MiB`,
  );
} finally {
  server.kill();
  rmSync(scratch, { recursive: true, force: true });
}
