import { LEAD_MS } from "../context.ts";
import type { CollectContext } from "../context.ts";
import type { Unit } from "../case-store.ts";
import { entryOf } from "../trouble.ts";
import { casePath } from "../store/index.ts";
import { batchesFor } from "./batches.ts";
import { acquiredOf } from "../acquired.ts";
import { formerHasMore, keepFormer, noticed } from "./case-files.ts";
import { filterEvents } from "./filter.ts";
import { SETTLED_MS } from "./slices.ts";
import { iso } from "../iso.ts";

/**
 * Collects what RDS Proxies logged, as `apps/rds-proxy/<name>.log`. Plain lines, other than applications' groups: every
 * line of a proxy's log begins with a time of its own, so that the event's adds nothing, and the streams are the
 * proxy's nodes, whose names say nothing: together they are one client, named like the proxy.
 *
 * @param proxies names as DescribeDBProxies gives them
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.monitoring.html
 */
export async function collectProxyLogs(context: CollectContext, proxies: readonly string[]): Promise<void> {
  const { store, window, progress } = context;
  for (const proxy of new Set(proxies)) {
    progress.step(`log of the RDS Proxy ${proxy}`);
    const key = `${window.sinceMs} ${window.untilMs}`;
    const { kept, reused } = await store.unit(`proxy log ${proxy}`, key, (unit) => collectProxy(context, proxy, unit));
    for (const file of kept.files) noticed(context, file, reused);
  }
}

async function collectProxy(context: CollectContext, proxy: string, unit: Unit): Promise<"final" | "again"> {
  const { aws, window, progress } = context;
  const group = `/aws/rds/proxy/${proxy}`;
  const [fromMs, untilMs] = [window.sinceMs - LEAD_MS, window.untilMs];
  const sink = await unit.create(`apps/rds-proxy/${casePath(`${proxy}.log`)}`);
  const batches = batchesFor(sink, (count) => progress.bytes(count));
  const read = await filterEvents(aws, { group, fromMs, untilMs }, `proxy ${proxy}`, async (events) => {
    for (const { message } of events) await batches.add(message.endsWith("\n") ? message : `${message}\n`);
  });
  await batches.flush();
  const consequence = `when ${proxy} opened, borrowed and lost connections to the instances is not known`;
  const subject = `proxy ${proxy}`;
  if (read.failure?.kind === "not-found") {
    unit.note({
      source: "proxy",
      subject,
      state: "absent",
      code: "NO_LOG",
      call: "logs:FilterLogEvents",
      reason: `the log group ${group} does not exist`,
      consequence,
      remedy: null,
      runAgainAfter: null,
    });
  } else if (read.failure !== null)
    unit.note(
      entryOf(read.failure, { source: "proxy", subject, state: read.events > 0 ? "partial" : "none", consequence }),
    );
  if (read.events === 0 || (read.failure !== null && formerHasMore(unit, sink.bytes))) {
    await sink.discard();
    if (read.failure !== null) keepFormer(unit);
  } else {
    const parameters = { group, from: iso(fromMs), until: iso(untilMs), events: read.events };
    const growing = untilMs > aws.nowMs() - SETTLED_MS;
    const acquired = acquiredOf(read.acquired, aws.nowMs());
    await sink.commit({ declaredSize: null, growing, origin: { call: "logs:FilterLogEvents", parameters }, acquired });
  }
  return read.failure === null && untilMs <= aws.nowMs() - SETTLED_MS ? "final" : "again";
}
