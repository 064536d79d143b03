import { type Scene } from "./scene.ts";

export function firstUs(scene: Scene): number {
  if (scene.failover === null) return scene.startUs;
  const times = [scene.failover.t0Us, ...scene.crashes.map((crash) => crash.at.us)].filter((us) => Number.isFinite(us));
  return Math.min(...times);
}

export function lastUs(scene: Scene): number {
  if (scene.failover === null) return scene.endUs;
  const refusals = scene.facts.instances.flatMap((instance) => instance.refusals?.sessions.map((s) => s.lastUs) ?? []);
  const errors = scene.facts.clients.flatMap((client) => client.errors.map((run) => run.lastUs));
  const times = [scene.failover.t1Us, ...refusals, ...errors, ...scene.crashes.map((crash) => crash.at.us)];
  return Math.max(...times.filter((us) => Number.isFinite(us) && us <= scene.endUs));
}
