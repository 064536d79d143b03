import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8 from growing the space of young objects: what a scan makes is small and soon spent, and V8 grows that space
 * to 32 MiB for it all the same. Measured on 1 GiB (Node 24): 125 MiB resident instead of 150, and no slower.
 */
export function keepYoungSpaceSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
