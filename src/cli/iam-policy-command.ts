import { asTerraform, iamPolicy } from "../collect/index.ts";
import { appSources } from "./app-sources.ts";
import { Exit } from "./exit.ts";
import { writeAll } from "./output.ts";

/** `postmortem iam-policy`: the least permissions collecting needs, on stdout. */
export async function iamPolicyCommand(options: {
  readonly terraform?: boolean;
  readonly appLogs: readonly string[];
}): Promise<Exit> {
  const policy = iamPolicy(appSources(options.appLogs));
  await writeAll(
    process.stdout,
    options.terraform === true ? asTerraform(policy) : `${JSON.stringify(policy, null, 2)}\n`,
  );
  return Exit.ok;
}
