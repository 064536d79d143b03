/** Bytes of one prefix: its length, and from the ninth byte on its text. */
const PREFIX_BYTES = 64;
const MAX_PREFIXES = 128;

/**
 * Writes beginnings of messages where a module looks for them, `more` behind `texts`. Those shorter than 8 bytes, which
 * are compared at once, longer than the room or too many are left out.
 *
 * @returns how many of both were written
 */
export function putPrefixes(
  memory: ArrayBufferLike,
  start: number,
  texts: readonly string[],
  more: readonly string[],
): readonly [texts: number, more: number] {
  const view = new DataView(memory, start, MAX_PREFIXES * PREFIX_BYTES);
  let written = 0;
  const put = (text: string): boolean => {
    const prefix = Buffer.from(text, "latin1");
    if (prefix.length < 8 || prefix.length > PREFIX_BYTES - 8 || written === MAX_PREFIXES) return false;
    const at = written++ * PREFIX_BYTES;
    view.setInt32(at, prefix.length, true);
    for (const [i, byte] of prefix.entries()) view.setUint8(at + 8 + i, byte);
    return true;
  };
  return [texts.filter(put).length, more.filter(put).length];
}
