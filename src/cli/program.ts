import { Command, CommanderError, Option } from "commander";
import type {
  AwsArguments,
  CollectArguments,
  AnalyzeArguments,
  ViewArguments,
  EventsArguments,
  ExplainArguments,
} from "./arguments.ts";
import type { EventFormat } from "../report/index.ts";
import { Exit, run } from "./exit.ts";
import { addAttach, addReport, addVerify } from "./document-commands.ts";
import {
  inputTz,
  ruleFiles,
  reveal,
  noCache,
  quiet,
  clocks,
  compare,
  workers,
  scanner,
  displayTz,
  color,
  since,
  awsOptions,
  collectOptions,
} from "./options.ts";

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
  addReport(command, done);
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
