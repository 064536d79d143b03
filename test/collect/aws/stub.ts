/** A server that answers as a test says: for what no simulated account does. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";
import type { AwsOptions, OpenAws } from "../../../src/collect/aws/open-aws.ts";
import { environment, opened } from "./account.ts";

/** Listens on 127.0.0.1 until the test ends; the URL. */
export async function stub(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? (address?.port ?? 0) : 0}`;
}

/** AWS whose every endpoint is that server. */
export async function openStub(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  options: Partial<AwsOptions> = {},
): Promise<OpenAws> {
  environment({
    AWS_ENDPOINT_URL: await stub(answer),
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "AKIASTUB",
    AWS_SECRET_ACCESS_KEY: "secret",
  });
  return opened(options);
}
