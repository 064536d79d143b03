export type { BlobCache } from "./cache.ts";
export { cacheFolder, purgeCache } from "./cache-folder.ts";
export { countReads } from "./count-reads.ts";
export { hashFiles, manifestMismatches } from "./hash.ts";
export type { FileHash } from "./hash.ts";
export type { ContentSniffer } from "./open-file.ts";
export { openEvidence } from "./open.ts";
export type { Evidence, OpenOptions } from "./open.ts";
export { changedUs, identityOf, isAsOpened } from "./origin.ts";
