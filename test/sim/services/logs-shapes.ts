import { z } from "zod";

// Bounds and patterns are those of botocore's model logs-2014-03-28.

export const groupName = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[.\-_/#A-Za-z0-9]+$/);
export const groupIdentifier = z
  .string()
  .min(1)
  .max(2048)
  .regex(/^[\w#+=/:,.@-]*$/);
export const streamName = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[^:*]*$/);
export const token = z.string().min(1);
/** Epoch ms for readers, epoch seconds for StartQuery. */
export const timestamp = z.int().min(0);
