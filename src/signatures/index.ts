import type {
  ClientMatcher,
  ClientSignature,
  ServerMatcher,
  ServerSignature,
  SignatureCodes,
  SignatureId,
} from "../model/index.ts";
import { makeClientMatcher } from "./client-matcher.ts";
import { clientSignatures } from "./client/index.ts";
import { makeServerMatcher } from "./server-matcher.ts";
import { serverSignatures } from "./server/index.ts";

export { quotedSignature } from "./quoted.ts";
export { rulesSha256 } from "./rules-sha256.ts";

/** Every signature there is, in the order of their codes. */
export const allSignatures: readonly (ServerSignature | ClientSignature)[] = [...serverSignatures, ...clientSignatures];

/** Reads the messages of server logs. */
export const serverMatcher: ServerMatcher = makeServerMatcher(serverSignatures, 1);

/** Reads the records of applications, drivers, pools and poolers. */
export const clientMatcher: ClientMatcher = makeClientMatcher(clientSignatures, 1 + serverSignatures.length);

const codeOf = new Map<SignatureId, number>(allSignatures.map((signature, i) => [signature.id, i + 1]));

/** Signature codes: 1…n in the order of {@link allSignatures}, 0 for none. */
export const codes: SignatureCodes = {
  code: (id) => codeOf.get(id) ?? 0,
  id: (code) => allSignatures[code - 1]?.id ?? null,
};
