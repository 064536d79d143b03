import { z } from "zod";

// Bounds and patterns are those of botocore's model monitoring-2010-08-01.

export const namespace = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^:].*/);
export const metricName = z.string().min(1).max(255);
export const dimensionName = z.string().min(1).max(255);
export const dimensionValue = z.string().min(1).max(1024);
