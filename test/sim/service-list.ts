/** The simulated services by signing name, loaded when first asked for. */
import type { SimService } from "./service.ts";

/** Loads a service; null when there is none of that name. */
export type ServiceLoader = (signingName: string) => Promise<SimService | null>;

/** All signing names; S3 last, because it takes any path for a bucket's. */
export const SIGNING_NAMES = ["rds", "sts", "logs", "monitoring", "cloudtrail", "pi", "s3"] as const;

const LOADERS: Readonly<Record<(typeof SIGNING_NAMES)[number], () => Promise<SimService>>> = {
  rds: async () => (await import("./services/rds.ts")).rds,
  sts: async () => (await import("./services/sts.ts")).sts,
  logs: async () => (await import("./services/logs.ts")).logs,
  monitoring: async () => (await import("./services/monitoring.ts")).monitoring,
  cloudtrail: async () => (await import("./services/cloudtrail.ts")).cloudtrail,
  pi: async () => (await import("./services/pi.ts")).pi,
  s3: async () => (await import("./services/s3.ts")).s3,
};

/** Loads from `services/`. */
export const loadService: ServiceLoader = async (signingName) => {
  const known = SIGNING_NAMES.find((name) => name === signingName);
  return known === undefined ? null : LOADERS[known]();
};

/** A loader for services given by a test. */
export function fixedServices(services: readonly SimService[]): ServiceLoader {
  return (name) => Promise.resolve(services.find((service) => service.signingName === name) ?? null);
}
