import type { AppWrapper } from "../format.ts";

const header = /^\[pod\/([^/\]\s]{1,253})\/([^/\]\s]{1,253})\](?: |$)/;

/** `kubectl logs --prefix`: the pod and container before each line, streams interleaved. */
export const kubectlPrefix: AppWrapper = {
  id: "kubectl-prefix",
  title: "kubectl logs --prefix",
  references: ["https://kubernetes.io/docs/reference/kubectl/generated/kubectl_logs/"],
  unwrap: ({ text }) => {
    const found = header.exec(text);
    if (found === null) return null;
    const key = `${found[1] ?? ""}/${found[2] ?? ""}`;
    return { text: text.slice(found[0].length), stamp: null, key, channel: "", partial: false };
  },
  samples: {
    matches: [
      { line: "[pod/orders-api-7c9d8b6f4-x2lkq/orders-api] job updated", text: "job updated", time: null },
      {
        line: "[pod/orders-api-7c9d8b6f4-x2lkq/istio-proxy]     at f (a.js:1:1)",
        text: "    at f (a.js:1:1)",
        time: null,
      },
      { line: "[pod/orders-api-7c9d8b6f4-x2lkq/orders-api] ", text: "", time: null },
    ],
    ignores: [
      { line: "[pod/orders-api-7c9d8b6f4-x2lkq] job updated", why: "no container" },
      { line: "[pool/main/writer] job updated", why: "another word in the bracket" },
      { line: "see [pod/a/b] job updated", why: "not at the beginning" },
    ],
  },
};
