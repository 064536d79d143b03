export { casePath } from "./case-path.ts";
export type { RunFacts } from "./case-manifest.ts";
export type { Owner } from "./owner.ts";
export { openStore } from "./open-store.ts";
export type { StoreOptions } from "./open-store.ts";
export { CaseRefused } from "./refused.ts";
export type { OpenStore } from "./running-store.ts";
export { endedCase, unfinishedCase } from "./unfinished-case.ts";
