import type { AppWrapper } from "./format.ts";
import { cri } from "./wrappers/cri.ts";
import { dockerJsonFile } from "./wrappers/docker-json-file.ts";
import { kubectlPrefix } from "./wrappers/kubectl-prefix.ts";
import { kubectlTimestamps } from "./wrappers/kubectl-timestamps.ts";

/** All wrappers, the more specific before the more general. A new one needs its file and its line here. */
export const wrappers: readonly AppWrapper[] = [dockerJsonFile, cri, kubectlPrefix, kubectlTimestamps];
