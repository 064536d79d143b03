import { SECOND_US } from "../model/index.ts";
import type { Scene } from "./scene.ts";

/**
 * Until when what instances do belongs to the change of the writer, µs: the window of a failover (CLASSIFY §2). A scene
 * may go on for hours after it, because of sessions left behind; a restart in those hours is another story.
 */
export function changeWindowEnd({ failover, thresholds, endUs }: Scene): number {
  if (failover === null) return endUs;
  const { failoverTailSeconds, failoverLeadSeconds } = thresholds;
  const tailUs = Math.max(failover.t1Us, failover.t0Us + failoverTailSeconds * SECOND_US);
  return Math.min(endUs, tailUs + failoverLeadSeconds * SECOND_US);
}
