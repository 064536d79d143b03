import { type Command, Option } from "commander";
import type { ReportArguments, VerifyArguments, AttachArguments } from "./arguments.ts";
import type { Exit } from "./exit.ts";
import { characterCount, displayTz, documentOptions } from "./options.ts";

/** `report`: the document of a case. */
export function addReport(command: Command, done: (code: Exit) => void): void {
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

/** `verify`: a document against its case. */
export function addVerify(command: Command, done: (code: Exit) => void): void {
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

/** `attach`: a document onto a ticket. */
export function addAttach(command: Command, done: (code: Exit) => void): void {
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
