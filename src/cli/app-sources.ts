import { type AppSource, parseAppSource } from "../collect/index.ts";
import { escapeTerminal } from "../text/index.ts";
import { UserError } from "./exit.ts";

/** Sources of application logs as they were typed. @throws {UserError} when one is not understood */
export function appSources(typed: readonly string[]): readonly AppSource[] {
  return typed.map((text) => {
    const source = parseAppSource(text);
    if ("kind" in source) return source;
    throw new UserError(
      `--app-logs ${escapeTerminal(text)}: ${source.error}`,
      "Write [SERVICE=]path or glob, cloudwatch:GROUP[:stream-prefix], s3://bucket/prefix or k8s:namespace/selector.",
    );
  });
}
