// The three explanations a team argues about, answered for one client from its sessions, births and roles.
import { describe, expect, test } from "vitest";
import { explanationsOf } from "../../src/classify/explanations.ts";
import type { Scene } from "../../src/classify/scene.ts";
import type { Attribution, Explanations, RoleSpan } from "../../src/model/index.ts";
import { App, rdsEvents, Server } from "../incident.ts";
import { us } from "../reconstruct/facts.ts";
import { all, behind, changed, clientIn, documents, endpoint, owns, sceneOf, type Story } from "./afterwards.ts";
import { completedEvents, handOver, ordinaryApp } from "./stories.ts";

function explained(scene: Scene): Explanations {
  const found = explanationsOf(clientIn(scene), scene);
  if (found === null) throw new Error("nothing to explain");
  return found;
}

/** `yes no undecidable`: old connection, endpoint, writer. */
function answers(scene: Scene): string {
  const { oldConnectionKept, endpointWrong, writerRefused } = explained(scene);
  return [oldConnectionKept, endpointWrong, writerRefused].map(({ answer }) => answer).join(" ");
}

function app(to: number, from = 6): App {
  return new App("api/pod-1")
    .works(-120, -1)
    .loses(0)
    .refused(from, to)
    .works(to + 3, 300);
}

/** Births and refusals of one client on the old writer; the failover ends at 12. */
function story(births: readonly (readonly [pid: number, bornAt: number | null, from: number, to: number])[]): Story {
  const [one, two] = handOver();
  for (const [pid, at, from, to] of births) {
    if (at !== null) one.born(at, pid);
    one.refuses(from, pid, to);
  }
  return [one, two, completedEvents(), app(Math.max(...births.map(([, , , to]) => to))), ordinaryApp("web/pod-1", 12)];
}

const OWN = owns("api/pod-1", "aurora-1", [710, 711, 712]);

/** Errors of the client were on an instance, by its host name. */
function attribution(from: number, instance = "aurora-1"): Attribution {
  return { instance, by: "host-name", count: 3, firstUs: us(from), lastUs: us(130), cites: [] };
}

async function namedBy(...attributions: readonly Attribution[]): Promise<string> {
  const scene = await sceneOf(story([[710, 5, 6, 130]]), (facts) =>
    changed(facts, "api/pod-1", () => ({ attributions })),
  );
  return explained(scene).writerRefused.answer;
}

describe("after a change of the writer", () => {
  test("a session from the change on that is refused for long was kept, and neither of the others explains it", async () => {
    const scene = await sceneOf(story([[710, 5, 6, 130]]), OWN);
    expect(answers(scene)).toBe("yes no no");
    const { oldConnectionKept, writerRefused } = explained(scene);
    expect(oldConnectionKept.text).toMatch(
      /^1 of 1 session refused later was opened by 19:00:24 UTC and went on, PID 710/,
    );
    expect(oldConnectionKept.text).toContain("log of aurora-1, by backend PID");
    expect(writerRefused.text).toContain("on aurora-1, a reader at that time by RDS events");
    for (const each of Object.values(explained(scene))) expect(each.cites.length).toBeGreaterThan(0);
  });

  test("new sessions after the TTL say that it was led there, and no old connection is needed", async () => {
    const scene = await sceneOf(
      story([
        [710, 40, 40, 41],
        [711, 60, 60, 61],
        [712, 80, 80, 90],
      ]),
      OWN,
    );
    expect(answers(scene)).toBe("no yes no");
    expect(explained(scene).endpointWrong.text).toMatch(/3 sessions on aurora-1 .* 68 s after the failover ended/);
  });

  test("both at once: one session kept, others opened anew", async () => {
    const scene = await sceneOf(
      story([
        [710, 5, 6, 130],
        [711, 60, 60, 61],
      ]),
      OWN,
    );
    expect(answers(scene)).toBe("yes yes no");
  });

  test("without logged births, only a session that was seen at the change is known to be old", async () => {
    expect(answers(await sceneOf(story([[710, null, 6, 130]]), OWN))).toBe("yes no no");
    const late = await sceneOf(story([[710, null, 70, 130]]), OWN);
    expect(answers(late)).toBe("undecidable undecidable no");
    expect(explained(late).oldConnectionKept.text).toContain("log_connections");
  });

  test("without any session known to be its own, nothing is decided, and the pooler that hides them is named", async () => {
    const scene = await sceneOf(story([[710, 5, 6, 130]]));
    expect(answers(scene)).toBe("undecidable undecidable undecidable");
    const pooler = { product: "rds-proxy", why: "its name", cites: [] } as const;
    const hidden = await sceneOf(story([[710, 5, 6, 130]]), behind("api/pod-1", pooler));
    expect(answers(hidden)).toBe("undecidable undecidable undecidable");
    expect(explained(hidden).writerRefused.text).toContain("rds-proxy hides");
  });

  test("refusals that end within the TTL need none of it", async () => {
    const scene = await sceneOf(story([[710, 5, 6, 15]]), OWN);
    expect(answers(scene)).toMatch(/^no no /);
    expect(explained(scene).oldConnectionKept.text).toContain("its last refusal came 3 s after the failover ended");
  });

  test("an endpoint that was collected meanwhile decides", async () => {
    const births = story([[710, null, 70, 130]]);
    const [right, wrong] = ["aurora-2", "aurora-1"].map((id) => documents({ endpoints: [endpoint(100, id)] }));
    expect(answers(await sceneOf(births, all(OWN, right ?? OWN)))).toBe("undecidable no no");
    expect(answers(await sceneOf(births, all(OWN, wrong ?? OWN)))).toBe("undecidable yes no");
  });

  test("refused by the new writer itself, as events name it", async () => {
    const [one, two] = handOver();
    two.born(40, 810).refuses(41, 810, 130);
    const scene = await sceneOf([one, two, completedEvents(), app(130, 41)], owns("api/pod-1", "aurora-2", [810]));
    const { writerRefused } = explained(scene);
    expect(writerRefused.answer).toBe("yes");
    expect(writerRefused.text).toContain("aurora-2, the writer at that time by RDS events");
  });

  test("in the seconds around the change no source is sure enough to name the role", async () => {
    const scene = await sceneOf(story([[710, 5, 6, 14]]), OWN);
    expect(explained(scene).writerRefused.answer).toBe("undecidable");
  });

  test("what was refused later decides, when other sessions were refused in those seconds", async () => {
    const role: RoleSpan = {
      instance: "aurora-1",
      role: "reader",
      source: "event",
      startUs: us(12),
      endUs: Number.POSITIVE_INFINITY,
      cites: [],
    };
    const scene = await sceneOf(
      story([
        [710, 5, 6, 14],
        [711, 40, 40, 130],
      ]),
      all(OWN, (facts) => ({ ...facts, instances: facts.instances.map((each) => ({ ...each, roles: [role] })) })),
    );
    expect(explained(scene).writerRefused).toMatchObject({ answer: "no" });
    expect(explained(scene).writerRefused.text).toMatch(/^1 of 2 refused sessions was on aurora-1, a reader/);
  });

  test("a refusal just before the failover's event is not the writer's: events are seconds late", async () => {
    const scene = await sceneOf(
      story([[710, -30, -4, -3]])
        .slice(0, 3)
        .concat(app(-3, -4)),
      OWN,
    );
    expect(explained(scene).writerRefused.answer).toBe("undecidable");
  });

  test("an instance named without a line of its log counts only when its role held all the time", async () => {
    expect(await namedBy(attribution(40))).toBe("no");
    expect(await namedBy(attribution(-100))).toBe("undecidable");
    expect(await namedBy(attribution(40), attribution(40, "aurora-2"))).toBe("undecidable");
  });

  test("a client that was not refused has nothing to explain", async () => {
    const scene = await sceneOf(story([[710, 5, 6, 130]]), OWN);
    expect(explanationsOf(clientIn(scene, "web/pod-1"), scene)).toBeNull();
  });
});

/** The writer refuses one session and takes the writes of others. */
function refusingWriter(): Server {
  return new Server("aurora-1").writes(-120, 300).born(-110, 710).refuses(-100, 710, 200, 5);
}

describe("without a change of the writer", () => {
  const refused = new App("api/pod-1").refused(-100, 200, 5);
  const own = owns("api/pod-1", "aurora-1", [710]);

  test("refused on the instance that takes writes all along: the writer refused", async () => {
    const scene = await sceneOf([refusingWriter(), rdsEvents(), refused], own);
    expect(answers(scene)).toBe("no no yes");
    expect(explained(scene).writerRefused.text).toContain("by the writes it took at the same time");
    expect(answers(await sceneOf([refusingWriter(), refused], own))).toBe("undecidable no yes");
  });

  test("refused on a standby: what it connects to leads to a reader", async () => {
    const two = new Server("aurora-1")
      .starts(-119, "reader")
      .idles(-118, 300)
      .born(-110, 710)
      .refuses(-100, 710, 200, 5);
    expect(answers(await sceneOf([two, rdsEvents(), refused], own))).toBe("no yes no");
  });

  test("a reader endpoint in its own log says so without any server's", async () => {
    const name = "orders-prod.cluster-ro-c9akciq32rgt.us-east-1.rds.amazonaws.com";
    const scene = await sceneOf([refused], (facts) =>
      changed(facts, "api/pod-1", () => ({ endpoint: { name, row: 0 } })),
    );
    expect(answers(scene)).toBe("undecidable yes undecidable");
  });

  test("an instance whose role nobody names leaves it open", async () => {
    const two = new Server("aurora-1").idles(-120, 300).born(-110, 710).refuses(-100, 710, 200, 5);
    expect(answers(await sceneOf([two, refused], own))).toBe("undecidable undecidable undecidable");
  });
});
