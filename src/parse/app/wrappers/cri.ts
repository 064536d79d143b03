import type { AppWrapper } from "../format.ts";
import { parseStamp } from "../stamp.ts";

const header = /^(\d{4}-\d\d-\d\dT[\d:.]{8,18}(?:Z|[+-]\d\d:\d\d)) (stdout|stderr) ([FP])(?::[^ ]{0,64})?(?: |$)/;

/** The container runtime interface (containerd, CRI-O): time, channel, `F` for a whole line or `P` for a part of one. */
export const cri: AppWrapper = {
  id: "cri",
  title: "Kubernetes CRI",
  references: ["https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md"],
  unwrap: ({ text }) => {
    const found = header.exec(text);
    if (found === null) return null;
    const stamp = parseStamp(found[1] ?? "");
    if (stamp === null) return null;
    return { text: text.slice(found[0].length), stamp, key: null, channel: found[2] ?? "", partial: found[3] === "P" };
  },
  samples: {
    matches: [
      {
        line: '2026-11-21T19:06:32.660000000Z stdout F {"level":30}',
        text: '{"level":30}',
        time: "2026-11-21T19:06:32.660000Z",
      },
      {
        line: "2026-11-21T20:06:32.660000000+01:00 stderr P half a li",
        text: "half a li",
        time: "2026-11-21T19:06:32.660000Z",
      },
      { line: "2026-11-21T19:06:32.660000000Z stdout F ", text: "", time: "2026-11-21T19:06:32.660000Z" },
    ],
    ignores: [
      { line: "2026-11-21T19:06:32.660000000Z stdout is closed", why: "no F or P tag" },
      { line: "2026-11-21T19:06:32.660000000Z stdlog F started", why: "no such channel" },
      { line: "2026-11-21 19:06:32 stdout F started", why: "CRI writes a T and a zone" },
    ],
  },
};
