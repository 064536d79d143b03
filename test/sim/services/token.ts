import { createCipheriv, createDecipheriv, createHash } from "node:crypto";

const key = createHash("sha256").update("pages of the simulator").digest();
const nonceBytes = 12;
const tagBytes = 16;

/**
 * A page token: opaque, and good only together with the same `about` (action and parameters), as AWS wants it.
 * The same position gives the same token: GetLogEvents ends by handing back the token it was given.
 */
export function sealToken(about: readonly unknown[], position: readonly number[]): string {
  const bound = Buffer.from(JSON.stringify(about));
  const plain = Buffer.from(JSON.stringify(position));
  const nonce = createHash("sha256").update(bound).update(plain).digest().subarray(0, nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(bound);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
}

/** The position a token stands for, or null when it was not made here for these parameters. */
export function openToken(about: readonly unknown[], token: string): readonly number[] | null {
  const bytes = Buffer.from(token, "base64url");
  if (bytes.length <= nonceBytes + tagBytes || bytes.toString("base64url") !== token) return null;
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceBytes))
      .setAAD(Buffer.from(JSON.stringify(about)))
      .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    const plain = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
    return JSON.parse(plain.toString("utf8")) as readonly number[];
  } catch {
    return null; // the tag does not fit: somebody else's token, or other parameters
  }
}
