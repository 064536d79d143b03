/** The simulated services by signing name, loaded when first asked for. */
import { existsSync } from "node:fs";
import type { SimService } from "./service.ts";

/** Loads a service; null when there is none of that name. */
export type ServiceLoader = (signingName: string) => Promise<SimService | null>;

/** All signing names; S3 last, because it takes any path for a bucket's. */
export const SIGNING_NAMES = ["rds", "sts", "logs", "monitoring", "cloudtrail", "pi", "s3"] as const;

/** Loads from `services/`. */
export const loadService: ServiceLoader = async (signingName) => {
  if (!SIGNING_NAMES.some((name) => name === signingName)) return null;
  if (!existsSync(new URL(`./services/${signingName}.ts`, import.meta.url))) return null;
  const module = (await import(`./services/${signingName}.ts`)) as Readonly<Record<string, SimService>>;
  return module[signingName] ?? null;
};

/** A loader for services given by a test. */
export function fixedServices(services: readonly SimService[]): ServiceLoader {
  return (name) => Promise.resolve(services.find((service) => service.signingName === name) ?? null);
}
