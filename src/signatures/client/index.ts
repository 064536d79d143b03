import type { ClientSignature } from "../../model/index.ts";

/** Every client signature, the most specific first: the first that matches wins. Codes follow the server's. */
export const clientSignatures: readonly ClientSignature[] = [];
