import { z } from "zod";
import { serviceAddress } from "../address.ts";
import { checked } from "../checked.ts";
import { connect, type Connection } from "../connection.ts";
import type { Destination } from "../destination.ts";
import { Refused, ServiceError } from "../refused.ts";
import { hiding, secretOf, sendable } from "../secrets.ts";
import { lookedUp, type Service } from "../service.ts";
import type { Surroundings } from "../surroundings.ts";
import type { Me, Thread } from "./comments.ts";
import { commentPlan } from "./plan.ts";

const form = /^(?<owner>[A-Za-z0-9][A-Za-z0-9-]{0,38})\/(?<repo>[A-Za-z0-9._-]{1,100})#(?<number>[1-9]\d{0,9})$/;

const repository = z.object({ full_name: z.string(), private: z.boolean(), visibility: z.string().optional() });
const issue = z.object({ title: z.string(), html_url: z.string(), pull_request: z.unknown().optional() });
const user = z.object({ id: z.number(), login: z.string() });

/**
 * An issue or a pull request on GitHub, or on a GitHub Enterprise Server (`GITHUB_API_URL`).
 *
 * @param name `owner/repo#12`; null when it is none
 */
export function github(name: string): Service | null {
  const { owner, repo, number } = form.exec(name)?.groups ?? {};
  if (owner === undefined || repo === undefined || number === undefined || /^\.\.?$/.test(repo)) return null;
  const thread: Thread = { repository: `/repos/${owner}/${repo}`, number };
  return {
    target: `github:${owner}/${repo}#${number}`,
    credentials: "GH_TOKEN or GITHUB_TOKEN, or `gh auth login`",
    connect: connected,
    reach: (connection, { env }) =>
      connection === null
        ? Promise.resolve(unseen(thread, name))
        : lookedUp(`github:${name}`, reached(thread, connection, name, env["GITHUB_ACTIONS"] === "true")),
  };
}

async function connected(around: Surroundings): Promise<Connection | null> {
  const base = serviceAddress(around.env["GITHUB_API_URL"] || "https://api.github.com", "GITHUB_API_URL");
  const own = base.hostname === "api.github.com";
  const host = own ? "github.com" : base.host;
  // As gh itself: tokens of an Enterprise Server have names of their own.
  const names = [...(own ? [] : ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"]), "GH_TOKEN", "GITHUB_TOKEN"];
  const login = secretOf(around.env, names) ?? (await around.ghToken(host));
  if (login === null || login === "") return null;
  const token = sendable(login, "the token of `gh auth token`");
  const headers = {
    authorization: `Bearer ${token}`,
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
  };
  return connect({ base, headers, hide: hiding([token]) }, around);
}

/** GitHub's own account of runs of Actions. */
const actionsBot: Me = { id: 41_898_282, login: "github-actions[bot]" };

function unseen(thread: Thread, name: string): Destination {
  return {
    recipient: `github:${name}`,
    visibility: "not looked up: no token",
    open: false,
    hide: (text) => text,
    plan: (documents) => commentPlan(null, thread, documents),
  };
}

async function reached(thread: Thread, connection: Connection, name: string, inActions: boolean): Promise<Destination> {
  const of = checked(repository, (await connection.ask(thread.repository)).json, "GitHub's repository");
  const at = checked(
    issue,
    (await connection.ask(`${thread.repository}/issues/${thread.number}`)).json,
    "GitHub's issue",
  );
  const me = await whoAmI(connection, inActions);
  const kind = at.pull_request === undefined ? "issue" : "pull request";
  const visibility = of.visibility ?? (of.private ? "private" : "public");
  return {
    recipient: `${kind} ${name} "${at.title}"`,
    visibility: visibility === "public" ? "public: everybody can read it" : `${visibility} repository`,
    open: visibility === "public",
    hide: connection.hide,
    plan: (documents) => commentPlan({ connection, me, url: at.html_url }, thread, documents),
  };
}

/**
 * Who the token acts as. The token of a run of GitHub Actions may not ask that; it is then that of their bot.
 * https://docs.github.com/en/actions/security-guides/automatic-token-authentication
 */
async function whoAmI(connection: Connection, inActions: boolean): Promise<Me> {
  try {
    return checked(user, (await connection.ask("/user")).json, "GitHub's user");
  } catch (error) {
    if (!(error instanceof ServiceError) || error.status !== 403) throw error;
    if (inActions) return actionsBot;
    throw new Refused(
      "GitHub does not tell who this token acts as, so that an earlier comment of ours could not be told from others'",
      "Use a fine-grained token of a user (issues: write), or log in with gh.",
      { cause: error },
    );
  }
}
