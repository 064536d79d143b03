import { CaseRefused, collect, type Collected, Interrupted, openStore, planOf } from "../collect/index.ts";
import { toolVersion } from "../model/index.ts";
import { escapeTerminal } from "../text/index.ts";
import { appSources } from "./app-sources.ts";
import { awsSession, findTarget } from "./aws-session.ts";
import { refuseOthersFolder } from "./case-folder.ts";
import { type Place, placeOf } from "./case-window.ts";
import { drawProgress } from "./collect-progress.ts";
import { sayCollected, sayPlan, targetText } from "./collect-words.ts";
import { clusterSettings, type ClusterSettings, remember } from "./config.ts";
import { Exit, UserError } from "./exit.ts";
import { interruption } from "./interruption.ts";
import type { CollectArguments } from "./arguments.ts";
import { shellWord } from "./shell-word.ts";
import { ssoLogin } from "./sso-login.ts";

/** `postmortem collect`: everything there is, into a case folder. */
export async function collectCommand(cluster: string, options: CollectArguments): Promise<Exit> {
  const { exit } = await collectCase(cluster, options);
  return exit;
}

/** What was collected, for who goes on with it. */
export interface CollectedCase {
  readonly folder: string;
  readonly settings: ClusterSettings;
  readonly exit: Exit;
  /** Interrupted, a dry run, or nothing at all was got: there is nothing to go on with. */
  readonly ended: boolean;
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);

/**
 * Collects into a case folder. Everything told goes to stderr.
 *
 * @throws {UserError} when there is nothing to collect: no region, no credentials, no such cluster, a folder that is no case
 */
export async function collectCase(cluster: string, options: CollectArguments): Promise<CollectedCase> {
  const settings = await clusterSettings(cluster, process.env);
  const sources = appSources([...settings.appLogs, ...options.appLogs]);
  const place = await placeOf(cluster, options, Date.now());
  refuseOthersFolder(place.folder);
  const login = ssoLogin(options.profile ?? settings.profile, process.env);
  const stopping = interruption(say);
  try {
    const aws = await awsSession(options, settings, stopping.signal);
    try {
      sayWindow(place);
      const { target, entries } = await findTarget(aws, cluster, login);
      say(targetText(target));
      if (options.dryRun === true) {
        const plan = await planOf({ aws, target, window: windowOf(place), sources });
        process.stdout.write(sayPlan(plan));
        return { folder: place.folder, settings, exit: Exit.ok, ended: true };
      }
      if (options.remember === true)
        say(`remembered in ${escapeTerminal(await rememberAll(cluster, options, aws.region))}`);
      const store = await openStore(place.folder, {
        request: { ...place.request },
        clock: () => aws.nowMs(),
        tool: { version: toolVersion },
        signal: stopping.signal,
        check: (former) => {
          const other = former["cluster"];
          if (typeof other !== "string" || other === place.request.cluster) return;
          throw new UserError(
            escapeTerminal(`${place.folder} is a case of ${other}, not of ${place.request.cluster}`),
            "Give another folder with --case.",
          );
        },
        onWait: (owner) => {
          const who = owner === null ? "another run" : `another run (pid ${owner.pid} on ${owner.host})`;
          say(escapeTerminal(`${who} is collecting into ${place.folder}: waiting for it`));
        },
      });
      const progress = drawProgress(process.stderr, () => performance.now());
      let collected: Collected;
      try {
        collected = await collect({
          aws,
          store,
          target,
          entries,
          window: windowOf(place),
          sources,
          services: settings.services,
          endpoints: settings.endpoints,
          progress,
          signal: stopping.signal,
          stop: () => {
            stopping.stop();
          },
          localMs: () => Date.now(),
        });
      } finally {
        progress.end();
      }
      say(sayCollected(collected, place.folder, resumeCommand(cluster, options, place)));
      if (login !== null && collected.entries.some(({ code }) => code === "CREDENTIALS"))
        say(`to sign in anew:\n  ${escapeTerminal(login)}`);
      return { folder: place.folder, settings, ...outcomeOf(collected) };
    } finally {
      aws.close();
    }
  } catch (error) {
    if (error instanceof CaseRefused) throw refused(error);
    if (error instanceof Interrupted) {
      say("interrupted before anything was saved");
      return { folder: place.folder, settings, exit: Exit.interrupted, ended: true };
    }
    throw error;
  } finally {
    stopping.end();
  }
}

function windowOf({ request }: Place): { readonly sinceMs: number; readonly untilMs: number } {
  return { sinceMs: Date.parse(request.start), untilMs: Date.parse(request.end) };
}

function sayWindow({ request, resumed, folder }: Place): void {
  const words = `--since "${request.since}"${request.until === null ? "" : ` --until "${request.until}"`}`;
  say(`window ${request.start} … ${request.end} (UTC), from ${escapeTerminal(words)}`);
  say(escapeTerminal(resumed ? `going on with ${folder}, which was begun with these words` : `case   ${folder}`));
}

function rememberAll(cluster: string, options: CollectArguments, region: string): Promise<string> {
  return remember(cluster, {
    region,
    profile: options.profile ?? null,
    role: options.role ?? null,
    appLogs: options.appLogs,
    zones: options.inputTz,
  });
}

/** The command that goes on with this very case, whatever the words would mean then. */
function resumeCommand(cluster: string, options: CollectArguments, { folder, request }: Place): string {
  const given = [
    ["--region", options.region],
    ["--profile", options.profile],
    ["--role", options.role],
    ...options.appLogs.map((source) => ["--app-logs", source] as const),
  ] as const;
  return [
    "postmortem collect",
    `--cluster ${shellWord(cluster)} --since ${request.start} --until ${request.end} --case ${shellWord(folder)}`,
    ...given.flatMap(([option, value]) => (value === undefined ? [] : [`${option} ${shellWord(value)}`])),
  ].join(" ");
}

/** How a collection ends, as an exit code: 3 where anything that was asked for is missing. */
export function outcomeOf({ state, entries, files }: Collected): Pick<CollectedCase, "exit" | "ended"> {
  if (state === "interrupted") return { exit: Exit.interrupted, ended: true };
  if (files.length === 0) return { exit: Exit.usage, ended: true };
  const lost = entries.some((entry) => entry.state === "partial" || entry.state === "none");
  return { exit: lost || state === "disk-full" ? Exit.incomplete : Exit.ok, ended: false };
}

function refused(error: CaseRefused): UserError {
  return new UserError(escapeTerminal(error.message), "Give another folder with --case.", { cause: error });
}
