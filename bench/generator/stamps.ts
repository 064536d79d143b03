import { encoded } from "./out.ts";

const sixty: readonly string[] = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, "0"));
const thousandths: readonly Uint8Array[] = Array.from({ length: 1000 }, (_, ms) =>
  encoded(`.${String(ms).padStart(3, "0")} UTC`),
);

/** `2026-11-21 06:00:00` of milliseconds since the epoch. */
export function secondStamp(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}

/** Stamps in ascending order: most repeat the second of the one before, and a Date of each would cost more than the rest. */
export class Stamps {
  readonly #zone: string;
  #minute = -1;
  #minuteText = "";
  #second = -1;
  #bytes = encoded("");

  /** @param zone what is written behind the second */
  constructor(zone: string) {
    this.#zone = zone;
  }

  /** `2026-11-21 06:00:00` and the zone. */
  second(ms: number): Uint8Array {
    const second = Math.floor(ms / 1000);
    if (second === this.#second) return this.#bytes;
    const minute = Math.floor(second / 60);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#minuteText = secondStamp(minute * 60_000).slice(0, -2);
    }
    this.#second = second;
    this.#bytes = encoded(`${this.#minuteText}${sixty[second % 60]}${this.#zone}`);
    return this.#bytes;
  }
}

/** `.123 UTC`, to stand behind a second without a zone. */
export function thousandth(ms: number): Uint8Array {
  return thousandths[ms % 1000] ?? encoded("");
}
