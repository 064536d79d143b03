import type { RevealClass } from "../model/index.ts";
import type { EventFormat } from "../report/index.ts";

// Options as typed on the command line; checked where they are used.

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

/** Options of `analyze`. */
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
