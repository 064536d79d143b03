/** The simulator: one HTTP endpoint for all services, as AWS_ENDPOINT_URL wants it. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { respond, type Inside } from "./respond.ts";
import { defaultRules } from "./rules.ts";
import { fixedServices, loadService } from "./service-list.ts";
import type { JournalEntry, Rules, SimService } from "./service.ts";
import type { WireRequest } from "./sigv4.ts";
import { faultQueue } from "./faults.ts";
import { throttle } from "./throttle.ts";
import type { World } from "./world.ts";

/** How a simulator starts; all of it may be left out. */
export interface SimulatorOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Instead of all services of `services/`. */
  readonly services?: readonly SimService[];
  /** Members given here replace those of `defaultRules()`. */
  readonly rules?: Partial<Rules>;
  /** How far a signature's time may be from the world's clock, milliseconds; AWS's 15 minutes unless given. */
  readonly skewMs?: number;
}

/** A running simulator. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`, for AWS_ENDPOINT_URL. */
  readonly url: string;
  readonly rules: Rules;
  readonly journal: readonly JournalEntry[];
  readonly world: World;
  /** Ends it and every connection, also those that hang. */
  close(): Promise<void>;
}

const SKEW_MS = 15 * 60_000;
/** Nothing that only reads sends more. */
const LONGEST_BODY = 16 * 1024 * 1024;

/** Serves `world` on 127.0.0.1. */
export async function startSimulator(world: World, options: SimulatorOptions = {}): Promise<Simulator> {
  const rules: Rules = { ...defaultRules(), ...options.rules };
  const journal: JournalEntry[] = [];
  const inside: Inside = {
    world,
    rules,
    journal,
    load: options.services === undefined ? loadService : fixedServices(options.services),
    fault: faultQueue(rules),
    mayCall: throttle(rules),
    skewMs: options.skewMs ?? SKEW_MS,
  };
  const sockets = new Set<Socket>();
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    void serve(request, response, inside);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    rules,
    journal,
    world,
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, inside: Inside): Promise<void> {
  response.sendDate = false;
  try {
    const body = await wholeBody(request);
    const wire: WireRequest = {
      method: request.method ?? "GET",
      target: request.url ?? "/",
      headers: joinedHeaders(request.rawHeaders),
      body,
    };
    await respond(wire, response, inside);
  } catch (error) {
    // A client that leaves in the middle is no trouble of the simulator; anything else must be seen by the test.
    if (request.destroyed && !request.complete) return;
    console.error("simulator:", error);
    if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
    response.end("the simulator failed\n");
  }
}

async function wholeBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_BODY) throw new Error("a request body of more than 16 MB");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function joinedHeaders(raw: readonly string[]): Readonly<Record<string, string>> {
  const headers = new Map<string, string>();
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] ?? "").toLowerCase();
    const value = raw[index + 1] ?? "";
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(headers);
}
