/** Saves what AWS and applications still have into a case folder. Reads only; writes nothing but the case. */
export { parseAppSource } from "./apps/index.ts";
export { quietSdk } from "./aws/clients.ts";
export { NoRegion, openAws, type OpenAws } from "./aws/open-aws.ts";
export { Interrupted } from "./calls.ts";
export type { AcquisitionEntry } from "./case-store.ts";
export { collect, type Collected } from "./collect.ts";
export type { AppSource, Progress, Target } from "./context.ts";
export { discover } from "./discover/discover.ts";
export type { Found } from "./discover/found.ts";
export { type Examination, examine } from "./doctor/examine.ts";
export type { Finding } from "./doctor/finding.ts";
export { asTerraform, iamPolicy } from "./iam-policy.ts";
export { type Plan, planOf } from "./plan.ts";
export { CaseRefused, endedCase, openStore, unfinishedCase } from "./store/index.ts";
