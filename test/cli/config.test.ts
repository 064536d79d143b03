import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { clusterSettings, remember } from "../../src/cli/config.ts";
import { UserError } from "../../src/cli/exit.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "config-"));
  vi.spyOn(process, "cwd").mockReturnValue(folder);
});
const env = (): NodeJS.ProcessEnv => ({ XDG_CONFIG_HOME: join(folder, "xdg") });
const write = (content: string): void => writeFileSync(join(folder, "postmortem.yaml"), content);

const whole = `# ours
clusters:
  Orders-Prod:
    region: eu-west-1
    profile: prod
    app-logs: "logs/*.log"
    services:
      orders-api: { app-logs: ["k8s:prod/app=orders"], zone: Europe/Berlin }
    endpoints: [db.internal.example.com]
    zones: { "apps/legacy/**": America/New_York }
`;

describe("postmortem.yaml", () => {
  test("keeps, per cluster, what the command line would say", async () => {
    write(whole);
    expect(await clusterSettings("orders-prod", env())).toEqual({
      region: "eu-west-1",
      profile: "prod",
      role: null,
      appLogs: ["logs/*.log", "orders-api=k8s:prod/app=orders"],
      services: ["orders-api"],
      endpoints: ["db.internal.example.com"],
      zones: [
        { glob: "apps/legacy/**", zone: "America/New_York" },
        { glob: "apps/orders-api/**", zone: "Europe/Berlin" },
      ],
      file: join(folder, "postmortem.yaml"),
    });
  });

  test("lies in the working folder, else in the configuration folder; a cluster nobody knows has no settings", async () => {
    mkdirSync(join(folder, "xdg", "postmortem"), { recursive: true });
    writeFileSync(
      join(folder, "xdg", "postmortem", "postmortem.yaml"),
      "clusters: { billing: { region: us-west-2 } }\n",
    );
    write("clusters: { orders: { region: eu-west-1 } }\n");
    expect((await clusterSettings("billing", env())).region).toBe("us-west-2");
    expect((await clusterSettings("orders", env())).region).toBe("eu-west-1");
    expect((await clusterSettings("other", env())).file).toBeNull();
  });

  test.each([
    ["clusters:\n  a: [", "postmortem.yaml:"],
    ["clusters:\n  a: { regoin: x }\n", "regoin"],
    ["clusters:\n  a: { zones: { x: Mars/Base } }\n", "no time zone"],
    ["a: &x {}\nclusters: *x\n", "aliases"],
    ["- 1\n", "expected object"],
  ])("says what is wrong with %j", async (content, why) => {
    write(content);
    const refused = await clusterSettings("a", env()).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UserError);
    expect((refused as UserError).message).toContain(why);
  });

  test("is no larger than settings are", async () => {
    write(`clusters: { a: { region: "${"x".repeat(70_000)}" } }\n`);
    await expect(clusterSettings("a", env())).rejects.toThrow("larger than 64 KiB");
  });

  test("remembers the command line beside what is there", async () => {
    write(whole);
    const given = { region: "us-east-1", profile: null, role: null, appLogs: ["s3://b/p"], zones: [] };
    await remember("billing", given);
    await remember("billing", { ...given, appLogs: [], zones: [{ glob: "apps/x/**", zone: "UTC" }] });
    const text = readFileSync(join(folder, "postmortem.yaml"), "utf8");
    expect(text.startsWith("# ours\nclusters:\n  Orders-Prod:\n")).toBe(true);
    expect((await clusterSettings("orders-prod", env())).appLogs).toHaveLength(2);
    const known = await clusterSettings("billing", env());
    expect(known).toMatchObject({ region: "us-east-1", appLogs: ["s3://b/p"], zones: [{ glob: "apps/x/**" }] });
  });

  test("remembers into a new file", async () => {
    await remember("a", { region: null, profile: "p", role: null, appLogs: [], zones: [] });
    expect((await clusterSettings("a", env())).profile).toBe("p");
  });
});
