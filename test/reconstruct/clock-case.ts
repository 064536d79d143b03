// Clients against servers in hand-made cases: what both ends logged, with a clock of its own for each client.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inputOf } from "../../src/analyze/input.ts";
import { load, loadChatter } from "../../src/analyze/load.ts";
import { defaultOptions, openCase } from "../../src/analyze/index.ts";
import { type Documents, noDocuments } from "../../src/model/index.ts";
import type { ClientLink } from "../../src/reconstruct/correlate.ts";
import { correlate, incidentWindows } from "../../src/reconstruct/index.ts";
import { refusalsOf } from "../../src/reconstruct/refusals.ts";
import type { AssumedZone } from "../../src/reconstruct/zone-assumption.ts";
import { type App, type CaseFile, nothing, Server } from "../incident.ts";
import { instant } from "../server-log.ts";

/** A server, a client, or a file as it stands. */
export type Part = Server | App | Client | CaseFile;

/** What is known about one client once it was compared with the servers. */
export interface Correlated extends ClientLink {
  readonly zone: AssumedZone | null;
}

/** Compares the clients of a story with its servers, applies what is found and compares again. */
export async function correlated(
  story: readonly Part[],
  documents: Documents = noDocuments,
): Promise<ReadonlyMap<string, Correlated>> {
  const folder = mkdtempSync(join(tmpdir(), "postmortem-clock-"));
  for (const each of story) {
    const { path, text } = "text" in each ? each : each.log();
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const evidence = await openCase([folder], nothing, join(folder, "spool"));
  try {
    const loaded = await load(evidence, defaultOptions);
    const { timeline } = loaded;
    const first = inputOf(loaded, documents, defaultOptions);
    const input = { ...first, chatter: await loadChatter(loaded, incidentWindows(first), defaultOptions) };
    const correlations = correlate(input);
    const clients = timeline.streams.filter((stream) => stream.kind === "client");
    const zones = correlations.assumedZones();
    for (const stream of clients) {
      const clock = correlations.clockOf(stream);
      const off =
        clock.state === "shifted" || clock.state === "zone" ? clock.seconds : zones.get(stream.index)?.seconds;
      if (off !== undefined) timeline.describeStream(stream.index, { offsetSeconds: off });
    }
    const refusals = timeline.streams.flatMap((stream) =>
      stream.kind === "server" ? (refusalsOf(input, stream) ?? []) : [],
    );
    return new Map(
      timeline.streams
        .filter((stream) => stream.kind === "client")
        .map((stream) => [
          stream.name,
          {
            ...correlations.linkOf(stream, refusals),
            zone: zones.get(stream.index) ?? null,
          },
        ]),
    );
  } finally {
    evidence.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The only client of a story. */
export async function clientOf(...story: readonly Part[]): Promise<Correlated> {
  const [only, ...more] = [...(await correlated(story)).values()];
  if (only === undefined || more.length > 0) throw new Error("not one client in the story");
  return only;
}

/** A client that logs JSON lines with UTC stamps in milliseconds, by a clock of its own. */
export class Client {
  readonly id: string;
  /** Seconds ADDED to true time in its stamps. */
  private readonly skew: number;
  private readonly lines: { readonly at: number; readonly fields: Readonly<Record<string, unknown>> }[] = [];

  constructor(id: string, skew = 0) {
    this.id = id;
    this.skew = skew;
  }

  logs(at: number, level: "info" | "error", message: string, fields: Readonly<Record<string, unknown>> = {}): this {
    this.lines.push({ at, fields: { level, message, ...fields } });
    return this;
  }

  /** Ordinary work. */
  works(from: number, to: number, every = 3): this {
    for (let at = from; at <= to; at += every) this.logs(at, "info", "processed 40 jobs (worker=1)");
    return this;
  }

  /** 25006, naming the backend. */
  refused(at: number, pid: number, verb = "UPDATE"): this {
    return this.logs(at, "error", `cannot execute ${verb} in a read-only transaction`, {
      code: "25006",
      backend_pid: pid,
    });
  }

  log(): CaseFile {
    const text = this.lines
      .toSorted((a, b) => a.at - b.at)
      .map(({ at, fields }) => JSON.stringify({ timestamp: instant(at + this.skew), ...fields }));
    return { path: `apps/${this.id}.log`, text: `${text.join("\n")}\n` };
  }
}

/** 25006 on the server's side. */
export function refuses(server: Server, at: number, pid: number, verb = "UPDATE", statement = "UPDATE jobs"): void {
  server.session(at, pid, "ERROR", `cannot execute ${verb} in a read-only transaction`, statement);
}

/** Numbers in [0, 1), the same for the same seed. */
export function random(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
