import { github } from "./github/github.ts";
import { gitlab } from "./gitlab/gitlab.ts";
import { jira } from "./jira/jira.ts";
import { pagerduty } from "./pagerduty/pagerduty.ts";
import type { Service } from "./service.ts";
import { slack } from "./slack/slack.ts";

const services: Readonly<Record<string, (name: string) => Service | null>> = { github, gitlab, jira, pagerduty, slack };

/** How targets are written. */
export const targetForms: readonly string[] = [
  "github:owner/repo#12",
  "gitlab:group/project#12",
  "gitlab:group/project!34",
  "jira:PROJ-123",
  "pagerduty:Q1A2B3C4D5E6F7",
  "slack:#channel",
  "slack:C0123ABCDEF",
];

/** The service of a target, opened for it; null when it is written in none of the forms. */
export function serviceOf(target: string): Service | null {
  const colon = target.indexOf(":");
  const kind = target.slice(0, Math.max(0, colon));
  return Object.hasOwn(services, kind) ? (services[kind]?.(target.slice(colon + 1)) ?? null) : null;
}
