/** How the unchanged product finds a simulator. */
import { KEY } from "./rules.ts";
import type { Simulator } from "./server.ts";

/** Variables that lead AWS's SDKs and the product to the simulator, as the account's on-call role. */
export function accountEnvironment({ url, world }: Pick<Simulator, "url" | "world">): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: KEY.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
    AWS_REGION: world.region,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
