// A report on its way: documents of the sample, and a world in which no time passes.
import { attachDocuments } from "../../src/cli/attach-documents.ts";
import { type Documents, serviceOf, type Surroundings } from "../../src/attach/index.ts";
import type { Destination } from "../../src/attach/index.ts";
import type { Report } from "../../src/model/index.ts";
import { plainlyMade, readTemplate, templates } from "../../src/report/index.ts";
import { sample } from "../report/sample.ts";

/** In every error, preview and request but one it would be a leak. */
export const CANARY = "canary_5ecre7_t0ken_0123456789";

/** Documents of a report, as the command makes them. */
export function documentsOf(report: Report = sample, name = "orders-prod"): Documents {
  const form = {
    template: readTemplate(templates.default),
    displayTz: null,
    html: `<!doctype html><title>${report.verdict.level}</title>`,
  };
  return attachDocuments({ report, marks: [], made: plainlyMade }, name, form);
}

/** Pauses are counted, not waited for. */
export interface World extends Surroundings {
  readonly pausedMs: number[];
}

export function world(env: Readonly<Record<string, string>>, signal = new AbortController().signal): World {
  const pausedMs: number[] = [];
  return {
    env,
    ghToken: () => Promise.resolve(null),
    signal,
    sleep: (ms) => {
      pausedMs.push(ms);
      return Promise.resolve();
    },
    random: () => 0,
    nowMs: () => Date.UTC(2026, 10, 22),
    pausedMs,
  };
}

/** The destination of a target. */
export async function reached(target: string, around: Surroundings): Promise<Destination> {
  const service = serviceOf(target);
  if (service === null) throw new Error(`no target: ${target}`);
  return service.reach(await service.connect(around), around);
}

/** What a run said and came to. */
export interface Sent {
  readonly said: readonly string[];
  readonly url: string | null;
  readonly failed: readonly { readonly what: string; readonly why: string }[];
}

/** Plans and delivers. */
export async function send(target: string, documents: Documents, around: Surroundings): Promise<Sent> {
  const destination = await reached(target, around);
  const plan = await destination.plan(documents);
  const said: string[] = [];
  const { url, failed } = await plan.deliver((line) => said.push(line));
  return { said, url, failed };
}

/** A report of a case of gigabytes: hundreds of clients, thousands of lines and files. */
export function huge(times = 60): Report {
  const many = <T>(all: readonly T[], of: (one: T, index: number) => T): readonly T[] =>
    Array.from({ length: times }, (_, index) => all.map((one) => (index === 0 ? one : of(one, index)))).flat();
  return {
    ...sample,
    inputs: many(sample.inputs, (input, index) => ({ ...input, file: `${index}/${input.file}` })),
    clients: many(sample.clients, (client, index) => ({ ...client, id: `${client.id}-${index}` })),
    evidence: many(sample.evidence, (evidence, index) => ({ ...evidence, id: `${evidence.id}-${index}` })),
    novel: many(sample.novel, (novel, index) => ({ ...novel, template: `${novel.template} ${index}` })),
    coverage: many(sample.coverage, (entry, index) => ({ ...entry, subject: `${entry.subject}-${index}` })),
  };
}
