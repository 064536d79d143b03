/** The SDK's clients, as this program needs them. */
import type { fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import type { HttpRequest } from "@smithy/protocol-http";
import type { CredentialMemo, CredentialSource } from "./credentials.ts";
import { iamActions, type ServiceName } from "./operations.ts";
import { type HandlerOptions, SILENT, type Wire } from "./tap.ts";

/** What all clients of the SDK have in common. */
export interface SdkClient {
  send(command: object, options?: HandlerOptions): Promise<object>;
  readonly config: {
    region(): Promise<string>;
    /** Added to this machine's clock when signing, ms. */
    systemClockOffset: number;
    readonly sha256: unknown;
  };
}

/** Shown to AWS in the user agent; CloudTrail keeps it. */
export const APP_ID = "postmortem";

/**
 * Stops the SDK from warning about old versions of Node on stderr, where it would break what is drawn there. For the
 * cli, before anything of the SDK is loaded: below it nothing reads or writes the environment.
 */
export function quietSdk(environment: Record<string, string | undefined>): void {
  environment["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
}

type StsConfig = NonNullable<Parameters<typeof fromTemporaryCredentials>[0]["clientConfig"]>;

interface ClientOptions {
  readonly region: string | undefined;
  readonly profile: string | undefined;
  readonly wire: Wire;
  readonly credentials: CredentialMemo;
}

/** Makes a client. Endpoints are the SDK's own business: `AWS_ENDPOINT_URL…`, FIPS, dual stack, partitions. */
export async function makeClient(service: ServiceName, options: ClientOptions): Promise<SdkClient> {
  const { region, profile, wire } = options;
  const credentials = Object.assign(() => options.credentials.get(), { memoized: true });
  const config = {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    credentials,
    // One try each: the loop of attempts is outside, the SDK's bucket of retries runs dry (AWS.md §0.8).
    maxAttempts: 1,
    requestHandler: wire.handler,
    logger: SILENT,
    userAgentAppId: APP_ID,
  };
  const Client = (await constructors[service]()) as unknown as new (options: object) => SdkClient;
  // Redirects of buckets are followed by the loop: the SDK changes its region for all requests at once meanwhile.
  return new Client(service === "s3" ? { ...config, followRegionRedirects: false } : config);
}

const constructors = {
  cloudtrail: async () => (await import("@aws-sdk/client-cloudtrail")).CloudTrailClient,
  cloudwatch: async () => (await import("@aws-sdk/client-cloudwatch")).CloudWatchClient,
  "cloudwatch-logs": async () => (await import("@aws-sdk/client-cloudwatch-logs")).CloudWatchLogsClient,
  pi: async () => (await import("@aws-sdk/client-pi")).PIClient,
  rds: async () => (await import("@aws-sdk/client-rds")).RDSClient,
  s3: async () => (await import("@aws-sdk/client-s3")).S3Client,
  sts: async () => (await import("@aws-sdk/client-sts")).STSClient,
} satisfies Record<ServiceName, () => Promise<unknown>>;

/**
 * The SDK's default chain (environment, SSO, files, `credential_process`, web identity, containers, IMDS), asked past
 * its caches, then the role if one is wanted. Keys are never an option of ours.
 */
export function credentialSource(
  options: { readonly profile: string | undefined; readonly roleArn: string | undefined; readonly wire: Wire },
  region: () => Promise<string>,
): CredentialSource {
  const { profile, roleArn, wire } = options;
  return async () => {
    const providers = await import("@aws-sdk/credential-providers");
    const clientConfig = { requestHandler: wire.handler, logger: SILENT, userAgentAppId: APP_ID };
    const chain = providers.fromNodeProviderChain({
      ...(profile === undefined ? {} : { profile }),
      // Files that `aws sso login` and others renew while we run are read once a process otherwise.
      ignoreCache: true,
      logger: SILENT,
      clientConfig,
      parentClientConfig: { region, logger: SILENT },
    });
    if (roleArn === undefined) return chain();
    const role = providers.fromTemporaryCredentials({
      masterCredentials: chain,
      params: { RoleArn: roleArn, RoleSessionName: APP_ID, Policy: sessionPolicy() },
      clientConfig: { ...clientConfig, region: await region(), maxAttempts: 3 } as StsConfig,
      logger: SILENT,
    });
    return role();
  };
}

/** What the role may do for us at most: the calls of `operations.ts`, and to decrypt the objects of S3 that it reads. */
function sessionPolicy(): string {
  const Action = [...iamActions(), "kms:Decrypt"];
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] });
}

/** Where a client sends its requests to, path prefix included. Found by the SDK's own middleware, nothing is sent. */
export async function endpointOf(client: SdkClient, command: object): Promise<HttpRequest> {
  const stack = (command as { readonly middlewareStack: { add(middleware: object, options: object): void } })
    .middlewareStack;
  stack.add(() => requestAsOutput, { step: "build", priority: "low", name: "postmortemEndpoint" });
  const { request } = (await client.send(command)) as { readonly request: HttpRequest };
  return request;
}

function requestAsOutput(step: { readonly request: HttpRequest }): Promise<object> {
  return Promise.resolve({ output: { request: step.request }, response: {} });
}
