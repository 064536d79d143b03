import { discover, type Found, NoRegion, type OpenAws, openAws, quietSdk } from "../collect/index.ts";
import { escapeTerminal } from "../text/index.ts";
import type { ClusterSettings } from "./config.ts";
import { UserError } from "./exit.ts";
import type { AwsArguments } from "./arguments.ts";

/** AWS as the command line, postmortem.yaml and the AWS configuration say, in this order. */
export async function awsSession(
  given: AwsArguments,
  settings: ClusterSettings,
  signal: AbortSignal,
): Promise<OpenAws> {
  const region = given.region ?? settings.region;
  const profile = given.profile ?? settings.profile;
  const roleArn = given.role ?? settings.role;
  quietSdk(process.env);
  try {
    return await openAws({
      ...(region === null ? {} : { region }),
      ...(profile === null ? {} : { profile }),
      ...(roleArn === null ? {} : { roleArn }),
      signal,
      localMs: () => Date.now(),
    });
  } catch (error) {
    if (!(error instanceof NoRegion)) throw error;
    throw new UserError("no AWS region is known", "Give --region, or set AWS_REGION, or a region in the profile.", {
      cause: error,
    });
  }
}

/**
 * What `--cluster` means, told to the user.
 *
 * @param login the command that signs in anew, where there is one
 * @throws {UserError} when there is no such cluster, with the nearest names, or AWS does not let us look
 */
export async function findTarget(aws: OpenAws, cluster: string, login: string | null): Promise<Found> {
  const found = await discover(aws, cluster);
  if (!found.found) {
    const nearest = found.nearest.length === 0 ? [] : [`There are: ${found.nearest.join(", ")}`];
    const signIn = login !== null && found.hints.some((hint) => hint.includes("aws sso login")) ? [login] : [];
    const hints = [...[...found.hints, ...nearest].map((hint) => `${hint}.`), ...signIn].map((hint) =>
      escapeTerminal(hint),
    );
    throw new UserError(escapeTerminal(found.message), hints.length === 0 ? null : hints.join("\n  "));
  }
  for (const note of found.notes) process.stderr.write(`${escapeTerminal(note)}\n`);
  return found;
}
