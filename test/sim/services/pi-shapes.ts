import { z } from "zod";
import { epochSeconds } from "./json.ts";

// Bounds and patterns are those of botocore's model pi-2018-02-27.

const sanitized = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[a-zA-Z0-9\-_.:/*)( ]+$/);

export const metric = sanitized;
export const groupBy = z.strictObject({
  Group: sanitized,
  Dimensions: z.array(sanitized).min(1).max(10).optional(),
  Limit: z.int().min(1).max(25).default(10),
});
export const filter = z.record(sanitized, z.string()).default({});

/** Members that both calls have; times are epoch ms here. */
export const range = {
  ServiceType: z.enum(["RDS", "DOCDB"]),
  Identifier: z
    .string()
    .max(256)
    .regex(/^[a-zA-Z0-9-]+$/),
  StartTime: epochSeconds,
  EndTime: epochSeconds,
  PeriodInSeconds: z.int().optional(),
  MaxResults: z.int().min(0).max(25).default(25),
  NextToken: z
    .string()
    .min(1)
    .max(8192)
    .regex(/^[a-zA-Z0-9_=-]+$/)
    .optional(),
};

/** `GroupBy` as a caller sent it. */
export type GroupBy = z.output<typeof groupBy>;
