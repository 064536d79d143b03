import { examine, type Examination, type Finding } from "../collect/index.ts";
import { escapeTerminal } from "../text/index.ts";
import { awsSession, findTarget } from "./aws-session.ts";
import { targetText } from "./collect-words.ts";
import { clusterSettings } from "./config.ts";
import { Exit } from "./exit.ts";
import { interruption } from "./interruption.ts";
import { writeAll } from "./output.ts";
import type { AwsArguments } from "./arguments.ts";
import { ssoLogin } from "./sso-login.ts";

const MARK: Readonly<Record<Finding["state"], string>> = {
  ready: "ok  ",
  weak: "weak",
  missing: "MISS",
  unknown: "?   ",
};

/** `postmortem doctor`: findings on stdout. 0 also when something is weak; 3 when something could not be looked at. */
export async function doctorCommand(
  cluster: string,
  options: AwsArguments & { readonly json?: boolean },
): Promise<Exit> {
  const stopping = interruption((text) => process.stderr.write(`${text}\n`));
  try {
    const settings = await clusterSettings(cluster, process.env);
    const aws = await awsSession(options, settings, stopping.signal);
    try {
      const { target } = await findTarget(aws, cluster, ssoLogin(options.profile ?? settings.profile, process.env));
      process.stderr.write(`${targetText(target)}\n`);
      const examination = await examine(aws, target);
      const text = options.json === true ? `${JSON.stringify(examination, null, 2)}\n` : sayFindings(examination);
      await writeAll(process.stdout, text);
      return examination.notRead.length === 0 ? Exit.ok : Exit.incomplete;
    } finally {
      aws.close();
    }
  } finally {
    stopping.end();
  }
}

function sayFindings({ findings, notRead }: Examination): string {
  const lines = findings.flatMap(({ state, subject, what, why, change }) => [
    `${MARK[state]}  ${subject}: ${what}`,
    ...(why === null ? [] : [`      ${why}`]),
    ...(change === null ? [] : change.split("\n").map((line) => `      $ ${line}`)),
  ]);
  const lost = notRead.map(
    ({ subject, reason, remedy }) => `?     ${subject}: ${reason}${remedy === null ? "" : `; ${remedy}`}`,
  );
  return `${[...lines, ...lost].map((line) => escapeTerminal(line)).join("\n")}\n`;
}
