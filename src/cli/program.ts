import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { EventFormat } from "../report/index.ts";
import type { RevealClass } from "../model/index.ts";
import { Exit, run } from "./exit.ts";
import { isZone } from "./zone.ts";

/** Where AWS is asked, of every command that asks it. */
export interface AwsArguments {
  readonly region?: string;
  readonly profile?: string;
  readonly role?: string;
}

/** Options of `collect`, and of `analyze --cluster`. */
export interface CollectArguments extends AwsArguments {
  readonly since?: string;
  readonly until?: string;
  readonly case?: string;
  readonly appLogs: readonly string[];
  readonly inputTz: readonly { readonly glob: string; readonly zone: string }[];
  readonly dryRun?: boolean;
  readonly remember?: boolean;
}

/** How files are read; none of it but the zones changes what is printed. */
export interface ScanArguments {
  readonly inputTz: readonly { readonly glob: string; readonly zone: string }[];
  readonly workers?: number;
  readonly scanner: "fast" | "plain";
  readonly cache: boolean;
  readonly quiet?: boolean;
}

/** Options of `analyze` as typed; checked where they are used. */
export interface AnalyzeArguments extends CollectArguments, ScanArguments {
  readonly cluster?: string;
  readonly json?: string;
  readonly report?: string;
  readonly html?: string;
  readonly displayTz?: string;
  readonly color: "auto" | "always" | "never";
  readonly verbose?: boolean;
  readonly failOn?: string;
  readonly clocks: "corrected" | "as-written";
  readonly reveal: readonly RevealClass[];
  readonly compare?: readonly string[];
  readonly rules: readonly string[];
  readonly tui?: boolean;
}

/** How the terminal timeline looks and is steered. */
export interface ScreenArguments {
  readonly displayTz?: string;
  readonly color: "auto" | "always" | "never";
  readonly background: "auto" | "dark" | "light";
  readonly ascii?: boolean;
  readonly mouse?: boolean;
  readonly keys?: string;
}

/** Options of `view`. */
export interface ViewArguments extends ScanArguments, ScreenArguments {
  readonly plain?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly rules: readonly string[];
}

/** How a case is analyzed for a document. */
export interface DocumentArguments extends ScanArguments {
  readonly since?: string;
  readonly until?: string;
  readonly clocks: "corrected" | "as-written";
  readonly compare?: readonly string[];
  readonly rules: readonly string[];
  readonly reveal: readonly RevealClass[];
}

/** Options of `report`. */
export interface ReportArguments extends DocumentArguments {
  readonly for: "ticket" | "aws-support";
  readonly template?: string;
  readonly flavor: "github" | "gitlab" | "plain";
  readonly maxChars?: number;
  readonly out?: string;
  readonly json?: string;
  readonly html?: string;
  readonly timeline?: string;
  readonly key?: string;
  readonly displayTz?: string;
}

/** Options of `verify`; those of analysis are for JSON reports, which do not hold them. */
export type VerifyArguments = DocumentArguments;

/** Options of `events`. */
export interface EventsArguments extends ScanArguments {
  readonly format: EventFormat;
  readonly out?: string;
  readonly grep?: string;
  readonly reveal: readonly RevealClass[];
  readonly instance?: string;
  readonly since?: string;
  readonly until?: string;
}

/** Options of `attach`. */
export interface AttachArguments extends DocumentArguments {
  readonly to: string;
  readonly template: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly allowPublic?: boolean;
  readonly displayTz?: string;
}

/** Options of `rules explain`. */
export interface ExplainArguments {
  readonly rules: readonly string[];
  readonly inputTz: readonly { readonly glob: string; readonly zone: string }[];
}

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
function inputTz(): Option {
  return new Option("--input-tz <glob=zone>", "zone of stamps that state none, for files that match (repeatable)")
    .argParser(globZone)
    .default([]);
}

/** The same option of several commands. */
function ruleFiles(): Option {
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
function reveal(): Option {
  return new Option(
    "--reveal <class>",
    `show a class that is taken out otherwise: ${revealable.join(", ")} (repeatable)`,
  )
    .argParser(revealClass)
    .default([], "none");
}

/** The same option of several commands. */
function noCache(): Option {
  return new Option("--no-cache", "neither use nor keep what makes the next look at the same files faster");
}

/** The same option of several commands. */
function quiet(): Option {
  return new Option("-q, --quiet", "no progress on standard error");
}

/** The same option of several commands. */
function clocks(): Option {
  return new Option("--clocks <how>", "order by clients' corrected clocks, or by their stamps as written")
    .choices(["corrected", "as-written"])
    .default("corrected");
}

/** The same option of several commands. */
function compare(): Option {
  return new Option("--compare <case...>", "other case folders or JSON reports: did the same happen before?");
}

/** Options of every command that makes a document of a case. */
function documentOptions(command: Command): Command {
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

function characterCount(text: string): number {
  if (!/^\d{4,9}$/.test(text)) throw new InvalidArgumentError("give a number of characters, at least 1000.");
  return Number(text);
}

function threadCount(text: string): number {
  if (!/^\d{1,2}$/.test(text)) throw new InvalidArgumentError("give a number of threads; 0 for none.");
  return Number(text);
}

/** For who measures or doubts; the help leaves it out, docs/performance.md explains it. */
function workers(): Option {
  return new Option("--workers <n>", "threads that scan files").argParser(threadCount).hideHelp();
}

/** The same. */
function scanner(): Option {
  return new Option("--scanner <which>", "which scanner reads logs")
    .choices(["fast", "plain"])
    .default("fast")
    .hideHelp();
}

/** The same option of several commands. */
function displayTz(): Option {
  return new Option("--display-tz <zone>", "show this zone beside UTC").argParser(zone);
}

/** The same option of several commands. */
function color(): Option {
  return new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto");
}

/** The same option of several commands. */
function since(command: Command, of: string): Command {
  return command
    .option(
      "--since <time>",
      `only ${of} from then on: ISO 8601, or words such as "2h ago"; UTC unless it says otherwise`,
    )
    .option("--until <time>", `only ${of} up to then`);
}

/** Options that say where AWS is asked. There is none for keys: the default credential chain is used. */
function awsOptions(command: Command): Command {
  return command
    .option("--region <region>", "AWS region; else that of the profile or the environment")
    .option("--profile <name>", "profile of the AWS configuration, SSO included")
    .option("--role <arn>", "role to assume");
}

/** Options of what collects. */
function collectOptions(command: Command): Command {
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

function addCollecting(command: Command, done: (code: Exit) => void): void {
  collectOptions(command.command("collect"))
    .description(
      "save everything AWS and the applications still have of an incident into a case folder, before it expires",
    )
    .requiredOption("--cluster <name>", "cluster, instance, ARN or endpoint")
    .addOption(inputTz())
    .action(async (options: CollectArguments & { readonly cluster: string }) => {
      const { collectCommand } = await import("./collect-command.ts");
      done(await collectCommand(options.cluster, options));
    });
  awsOptions(command.command("doctor"))
    .description("say whether a cluster is ready for forensics, with the exact change for each finding")
    .requiredOption("--cluster <name>", "cluster, instance, ARN or endpoint")
    .option("--json", "print the findings as JSON")
    .action(async (options: AwsArguments & { readonly cluster: string; readonly json?: boolean }) => {
      const { doctorCommand } = await import("./doctor-command.ts");
      done(await doctorCommand(options.cluster, options));
    });
  command
    .command("iam-policy")
    .description("print the least permissions that collecting needs; all of them read")
    .option("--terraform", "as a Terraform document instead of JSON")
    .option(
      "--app-logs <source>",
      "also what this source of application logs needs (repeatable)",
      (source: string, known: readonly string[]) => [...known, source],
      [] as readonly string[],
    )
    .action(async (options: { readonly terraform?: boolean; readonly appLogs: readonly string[] }) => {
      const { iamPolicyCommand } = await import("./iam-policy-command.ts");
      done(await iamPolicyCommand(options));
    });
}

function program(done: (code: Exit) => void): Command {
  const command = new Command("postmortem")
    .description(
      "Says what happened in an Amazon RDS or Aurora PostgreSQL incident, how sure that is, from which lines, and what is missing.",
    )
    .showHelpAfterError("(postmortem --help explains the commands)")
    .helpCommand(false)
    .exitOverride();

  collectOptions(command.command("analyze"))
    .description("analyze a case folder, folders, loose files or - (standard input); with --cluster, collect first")
    .argument("[paths...]", "case folder, files, or -")
    .option("--cluster <name>", "collect this cluster (instance, ARN, endpoint) into a case, and analyze that")
    .option("--json <file>", "write the whole report as JSON ('-' = standard output)")
    .option("--report <file>", "write the report as Markdown ('-' = standard output)")
    .option("--html <file>", "write the report as one HTML file ('-' = standard output)")
    .option("--tui", "open the terminal timeline of what was analyzed (see view)")
    .addOption(displayTz())
    .addOption(inputTz())
    .addOption(color())
    .option("--fail-on <class|level>", "exit 1 when the verdict is this class, or at least this sure")
    .addOption(clocks())
    .addOption(compare())
    .addOption(ruleFiles())
    .addOption(reveal())
    .option("--verbose", "print how every file was recognised, and every problem")
    .addOption(quiet())
    .addOption(noCache())
    .addOption(workers())
    .addOption(scanner())
    .action(async (paths: readonly string[], options: AnalyzeArguments) => {
      const { analyzeCommand } = await import("./analyze-command.ts");
      done(await analyzeCommand(paths, options));
    });
  addView(command, done);
  addDocuments(command, done);
  addVerify(command, done);
  addAttach(command, done);
  const events = command
    .command("events")
    .description("print every record of a case in timeline order")
    .argument("<paths...>", "case folder, files, or -")
    .addOption(
      new Option("--format <format>", "one JSON object a line; a table; for Timesketch; for an OpenTelemetry collector")
        .choices(["jsonl", "csv", "timesketch", "timesketch-csv", "otlp"] satisfies EventFormat[])
        .default("jsonl"),
    )
    .addOption(new Option("--jsonl", "the same as --format jsonl").conflicts("format"))
    .option("--out <file>", "write this file, whole or not at all (default: standard output)")
    .option("--grep <regex>", "only records whose text matches (linear-time regular expression)")
    .option("--instance <id>", "only records of this instance");
  since(events, "records")
    .addOption(reveal())
    .addOption(inputTz())
    .addOption(quiet())
    .addOption(noCache())
    .addOption(workers())
    .addOption(scanner())
    .action(async (paths: readonly string[], options: EventsArguments) => {
      const { eventsCommand } = await import("./events-command.ts");
      done(await eventsCommand(paths, options));
    });
  addCollecting(command, done);
  command
    .command("purge")
    .description("remove what earlier runs kept to be faster; never evidence")
    .option("--dry-run", "say what would be removed, and leave it")
    .action(async (options: { readonly dryRun?: boolean }) => {
      const { purgeCommand } = await import("./purge-command.ts");
      done(await purgeCommand(options));
    });
  addRules(command, done);
  command.option("--version", "print the version").on("option:version", () => {
    throw new CommanderError(0, "postmortem.version", "");
  });
  for (const sub of command.commands) sub.exitOverride().showHelpAfterError("(see --help)");
  return command;
}

function addView(command: Command, done: (code: Exit) => void): void {
  const view = command
    .command("view")
    .description("look at a case in the terminal: who was writer when, every record, and what the verdict rests on")
    .argument("<paths...>", "case folder or files");
  since(view, "what was logged")
    .addOption(inputTz())
    .addOption(displayTz())
    .addOption(color())
    .addOption(
      new Option("--background <which>", "what the terminal shows its text on")
        .choices(["auto", "dark", "light"])
        .default("auto"),
    )
    .option("--ascii", "draw with ASCII characters alone")
    .option("--plain", "print the same content and end: for screen readers and pipes")
    .option("--mouse", "wheel and clicks; the terminal's own selection of text then needs Shift")
    .option("--keys <file>", "other keys, in YAML or JSON (default: `keys` of postmortem.yaml)")
    .addOption(ruleFiles())
    .addOption(quiet())
    .addOption(noCache())
    .addOption(workers())
    .addOption(scanner())
    .action(async (paths: readonly string[], options: ViewArguments) => {
      const { viewCommand } = await import("./view-command.ts");
      done(await viewCommand(paths, options));
    });
}

function addAttach(command: Command, done: (code: Exit) => void): void {
  const attach = command
    .command("attach")
    .description("put a case's report on its ticket; tokens come from the environment or a tool's own login")
    .argument("<paths...>", "case folder or files")
    .requiredOption(
      "--to <target>",
      "github:owner/repo#12, gitlab:group/project#12 (or !34), jira:PROJ-123, pagerduty:INCIDENT, slack:#channel",
    )
    .option("--dry-run", "show recipient, who can read it, and exactly what would be sent; send nothing")
    .option("--yes", "post without asking")
    .option("--allow-public", "also where people outside of the organisation can read it")
    .option("--template <name|file>", "default, google-sre, short, or a Markdown file of your own", "default")
    .addOption(displayTz());
  documentOptions(attach).action(async (paths: readonly string[], options: AttachArguments) => {
    const { attachCommand } = await import("./attach-command.ts");
    done(await attachCommand(paths, options));
  });
}

function addDocuments(command: Command, done: (code: Exit) => void): void {
  const report = command
    .command("report")
    .description("write the document that goes onto the incident's ticket")
    .argument("<paths...>", "case folder, files, or -")
    .option("--out <file>", "where the Markdown goes (default: standard output)")
    .option("--html <file>", "write it as one HTML file ('-' = standard output)")
    .option("--json <file>", "write the whole report as JSON ('-' = standard output)")
    .option(
      "--key <file>",
      "write what client-1, host-1, … stand for, for yourself (default: beside the case's manifest)",
    )
    .option("--timeline <file>", "write its timeline: .csv or .jsonl, for Timesketch when its name says so")
    .addOption(
      new Option("--for <reader>", "the team's ticket, or AWS Support (its side of the incident alone)")
        .choices(["ticket", "aws-support"])
        .default("ticket"),
    )
    .option("--template <name|file>", "default, google-sre, short, or a Markdown file of your own")
    .addOption(
      new Option("--flavor <which>", "where the Markdown is read")
        .choices(["github", "gitlab", "plain"])
        .default("github"),
    )
    .addOption(
      new Option("--max-chars <n>", "leave out whole sections, the least needed first, to fit").argParser(
        characterCount,
      ),
    )
    .addOption(displayTz());
  documentOptions(report).action(async (paths: readonly string[], options: ReportArguments) => {
    const { reportCommand } = await import("./report-command.ts");
    done(await reportCommand(paths, options));
  });
}

function addVerify(command: Command, done: (code: Exit) => void): void {
  const verify = command
    .command("verify")
    .description(
      "say whether a report is what its case gives: every sentence, hash and citation (Markdown and HTML say how they were made; for JSON give the same options)",
    )
    .argument("<report>", "a report in Markdown (with its comments), HTML or JSON")
    .argument("<paths...>", "the case folder, or the files, as they were given then");
  documentOptions(verify).action(async (path: string, paths: readonly string[], options: VerifyArguments) => {
    const { verifyCommand } = await import("./verify-command.ts");
    done(await verifyCommand(path, paths, options));
  });
}

function addRules(command: Command, done: (code: Exit) => void): void {
  const rules = command
    .command("rules")
    .description("signatures and sequences of your own: list, test, explain")
    .helpCommand(false);
  rules
    .command("list")
    .description("list the built-in signatures, and the rules of these files")
    .argument("[files...]", "rule files (YAML)")
    .action(async (files: readonly string[]) => {
      const { listRules } = await import("./rules-command.ts");
      done(await listRules(files));
    });
  rules
    .command("test")
    .description("hold rules to their own examples; exit 1 when one does not do as it says")
    .argument("<files...>", "rule files (YAML)")
    .action(async (files: readonly string[]) => {
      const { testRuleFiles } = await import("./rules-command.ts");
      done(await testRuleFiles(files));
    });
  rules
    .command("explain")
    .description("say which step of a rule matched where in a case, and which nearly did")
    .argument("<id>", "the rule, or a built-in signature")
    .argument("<paths...>", "case folder, files, or -")
    .addOption(ruleFiles())
    .addOption(inputTz())
    .action(async (id: string, paths: readonly string[], options: ExplainArguments) => {
      const { explainRuleCommand } = await import("./rules-explain-command.ts");
      done(await explainRuleCommand(id, paths, options));
    });
  for (const sub of rules.commands) sub.exitOverride().showHelpAfterError("(see --help)");
}

/** Help of the program (key "") and of each command, 80 columns wide; the build stores it beside `main.js`. */
export function helpTexts(): Record<string, string> {
  const command = program(() => {});
  const texts: Record<string, string> = {};
  for (const each of [command, ...command.commands]) {
    each.configureHelp({ helpWidth: 80 });
    texts[each === command ? "" : each.name()] = each.helpInformation();
  }
  return texts;
}

/** Parses argv, runs the command, and says how it ended. */
export function main(argv: readonly string[]): Promise<Exit> {
  // A reader that goes away is success; without a listener Node would end with a stack.
  process.stdout.on("error", () => {});
  return run(async () => {
    let code: Exit = Exit.ok;
    const command = program((result) => {
      code = result;
    });
    if (argv.length === 0) {
      process.stderr.write(command.helpInformation());
      return Exit.usage;
    }
    try {
      await command.parseAsync(["node", "postmortem", ...argv]);
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error;
      if (error.code === "postmortem.version") {
        const { toolVersion } = await import("../model/index.ts");
        process.stdout.write(`${toolVersion}\n`);
        return Exit.ok;
      }
      // Help and usage errors were printed by commander itself.
      return error.exitCode === 0 ? Exit.ok : Exit.usage;
    }
    return code;
  }, process.stderr);
}
