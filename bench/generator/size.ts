const units: Readonly<Record<string, number>> = {
  "": 1,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
};

/** Bytes of `67108864`, `64MiB`, `64M`, `1.5GiB`; null for anything else. */
export function bytesOf(text: string): number | null {
  const found = /^(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?$/i.exec(text.trim());
  const unit = units[found?.[2]?.toLowerCase() ?? "none"];
  const bytes = found === null || unit === undefined ? 0 : Math.round(Number(found[1]) * unit);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : null;
}

/** `64 MiB`, `1.5 GiB`, `300 KiB`. */
export function sizeText(bytes: number): string {
  const [unit, name] = bytes >= 2 ** 30 ? [2 ** 30, "GiB"] : bytes >= 2 ** 20 ? [2 ** 20, "MiB"] : [2 ** 10, "KiB"];
  const rounded = bytes / unit;
  return `${Number.isInteger(rounded) ? rounded : rounded.toFixed(rounded < 10 ? 1 : 0)} ${name}`;
}
