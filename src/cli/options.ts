import { type Command, InvalidArgumentError, Option } from "commander";
import type { RevealClass } from "../model/index.ts";
import { isZone } from "./zone.ts";

// Options that several commands share, and how what is typed is read.

function zone(text: string): string {
  if (isZone(text)) return text;
  throw new InvalidArgumentError("not a time zone; use a name such as Europe/Berlin or UTC.");
}

function globZone(
  text: string,
  known: readonly { glob: string; zone: string }[],
): readonly { glob: string; zone: string }[] {
  const at = text.lastIndexOf("=");
  if (at < 1) throw new InvalidArgumentError("write GLOB=ZONE, e.g. 'apps/**/*.log=Europe/Berlin'.");
  return [...known, { glob: text.slice(0, at), zone: zone(text.slice(at + 1)) }];
}

/** The same option of several commands. */
export function inputTz(): Option {
  return new Option("--input-tz <glob=zone>", "zone of stamps that state none, for files that match (repeatable)")
    .argParser(globZone)
    .default([]);
}

/** The same option of several commands. */
export function ruleFiles(): Option {
  return new Option("--rules <file>", "rules of your own, in YAML (repeatable)")
    .argParser((file: string, known: readonly string[]) => [...known, file])
    .default([], "none");
}

const revealable: readonly RevealClass[] = ["literal", "email", "address", "host"];

function revealClass(text: string, known: readonly RevealClass[]): readonly RevealClass[] {
  if (text === "secret")
    throw new InvalidArgumentError("passwords, keys and tokens are never shown; read the line itself in the file.");
  const name = revealable.find((each) => each === text);
  if (name === undefined) throw new InvalidArgumentError(`the classes are ${revealable.join(", ")}.`);
  return [...known, name];
}

/** The same option of several commands. */
export function reveal(): Option {
  return new Option(
    "--reveal <class>",
    `show a class that is taken out otherwise: ${revealable.join(", ")} (repeatable)`,
  )
    .argParser(revealClass)
    .default([], "none");
}

/** The same option of several commands. */
export function noCache(): Option {
  return new Option("--no-cache", "neither use nor keep what makes the next look at the same files faster");
}

/** The same option of several commands. */
export function quiet(): Option {
  return new Option("-q, --quiet", "no progress on standard error");
}

/** The same option of several commands. */
export function clocks(): Option {
  return new Option("--clocks <how>", "order by clients' corrected clocks, or by their stamps as written")
    .choices(["corrected", "as-written"])
    .default("corrected");
}

/** The same option of several commands. */
export function compare(): Option {
  return new Option("--compare <case...>", "other case folders or JSON reports: did the same happen before?");
}

/** Options of every command that makes a document of a case. */
export function documentOptions(command: Command): Command {
  return since(command, "what was logged")
    .addOption(inputTz())
    .addOption(clocks())
    .addOption(compare())
    .addOption(reveal())
    .addOption(ruleFiles())
    .addOption(quiet())
    .addOption(noCache())
    .addOption(workers())
    .addOption(scanner());
}

export function characterCount(text: string): number {
  if (!/^\d{4,9}$/.test(text)) throw new InvalidArgumentError("give a number of characters, at least 1000.");
  return Number(text);
}

function threadCount(text: string): number {
  if (!/^\d{1,2}$/.test(text)) throw new InvalidArgumentError("give a number of threads; 0 for none.");
  return Number(text);
}

/** For who measures or doubts; the help leaves it out, docs/performance.md explains it. */
export function workers(): Option {
  return new Option("--workers <n>", "threads that scan files").argParser(threadCount).hideHelp();
}

/** The same. */
export function scanner(): Option {
  return new Option("--scanner <which>", "which scanner reads logs")
    .choices(["fast", "plain"])
    .default("fast")
    .hideHelp();
}

/** The same option of several commands. */
export function displayTz(): Option {
  return new Option("--display-tz <zone>", "show this zone beside UTC").argParser(zone);
}

/** The same option of several commands. */
export function color(): Option {
  return new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto");
}

/** The same option of several commands. */
export function since(command: Command, of: string): Command {
  return command
    .option(
      "--since <time>",
      `only ${of} from then on: ISO 8601, or words such as "2h ago"; UTC unless it says otherwise`,
    )
    .option("--until <time>", `only ${of} up to then`);
}

/** Options that say where AWS is asked. There is none for keys: the default credential chain is used. */
export function awsOptions(command: Command): Command {
  return command
    .option("--region <region>", "AWS region; else that of the profile or the environment")
    .option("--profile <name>", "profile of the AWS configuration, SSO included")
    .option("--role <arn>", "role to assume");
}

/** Options of what collects. */
export function collectOptions(command: Command): Command {
  return awsOptions(command)
    .option("--since <time>", 'begin of the window: ISO 8601, or words such as "2h ago"; UTC unless it says otherwise')
    .option("--until <time>", "end of the window (default: now; of what is there, its end)")
    .option("--case <folder>", "where to save (default: ./postmortem-<cluster>-<start>Z)")
    .addOption(
      new Option(
        "--app-logs <source>",
        "application logs, [SERVICE=]path or glob, cloudwatch:GROUP[:stream-prefix], s3://bucket/prefix or k8s:namespace/selector (repeatable)",
      )
        .argParser((source: string, known: readonly string[]) => [...known, source])
        .default([], "those of postmortem.yaml"),
    )
    .option("--dry-run", "list the calls and the bytes, save nothing")
    .option("--remember", "write these options into ./postmortem.yaml, for this cluster");
}
