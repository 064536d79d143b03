/** Bits of the filter. */
const FILTER_BITS = 65_536;
export const FILTER_BYTES = FILTER_BITS / 8;

/** Letters by how often English has them; what is not here is rarer. */
const frequent = " etaoinsrhldcumwfgypbvk";

/**
 * Three bytes of each needle, the rarest it has, as bits of a hash: a text without any of them holds no needle. What
 * JSON may write with a backslash is left out. Null when a needle has no such three.
 */
export function needleFilter(needles: readonly string[]): Uint8Array | null {
  const filter = new Uint8Array(FILTER_BYTES);
  for (const needle of needles) {
    let rarest: string | null = null;
    for (let i = 0; i + 3 <= needle.length; i++) {
      const triple = needle.slice(i, i + 3);
      if (!/["/\\]/.test(triple) && (rarest === null || commonness(triple) < commonness(rarest))) rarest = triple;
    }
    if (rarest === null) return null;
    const word = rarest.charCodeAt(0) | (rarest.charCodeAt(1) << 8) | (rarest.charCodeAt(2) << 16);
    const bit = Math.imul(word, 0x9e37_79b1) >>> 16;
    filter[bit >> 3] = (filter[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return filter;
}

function commonness(triple: string): number {
  let product = 1;
  for (const char of triple) {
    const rank = frequent.indexOf(char);
    product *= rank === -1 ? 0.3 : frequent.length - rank;
  }
  return product;
}
