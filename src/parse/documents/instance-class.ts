/**
 * Memory of `large` in GiB by family; every other size of a family is a multiple of it (`xlarge` twice, `8xlarge`
 * sixteen times).
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.Summary.html
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html
 */
const gibOfLarge: ReadonlyMap<string, number> = new Map([
  ...each(["r3", "r4"], 15.25),
  ...each(["r5", "r5b", "r5d", "r6g", "r6gd", "r6i", "r6id", "r6idn", "r6in"], 16),
  ...each(["r7g", "r7gd", "r7i", "r8g", "r8gd", "r8i", "z1d"], 16),
  ...each(["x2g", "x2idn"], 32),
  ...each(["x2iedn", "x2iezn"], 64),
  ...each(["x1"], 30.5),
  ...each(["x1e"], 61),
  ...each(["m3"], 7.5),
  ...each(["m4", "m5", "m5d", "m6g", "m6gd", "m6i", "m6id", "m6idn", "m6in", "m7g", "m7i", "m8g", "m8gd"], 8),
  ...each(["t2", "t3", "t4g"], 8),
  ...each(["c6gd"], 4),
]);

const smaller: ReadonlyMap<string, number> = new Map([
  ["micro", 1 / 8],
  ["small", 1 / 4],
  ["medium", 1 / 2],
  ["large", 1],
]);

/**
 * Memory of an instance class in bytes. Null for Serverless, whose memory follows its capacity, for Oracle's
 * preconfigured classes (`db.r5.4xlarge.tpc2.mem2x`), for bare metal and for families not known here.
 */
export function memoryOf(instanceClass: string | null): number | null {
  const found = /^db\.([a-z0-9]+)\.(micro|small|medium|large|(\d{0,2})xlarge)$/.exec(
    (instanceClass ?? "").toLowerCase(),
  );
  const large = gibOfLarge.get(found?.[1] ?? "");
  if (found === null || large === undefined) return null;
  const times = smaller.get(found[2] ?? "") ?? 2 * Number(found[3] === "" ? 1 : found[3]);
  return times === 0 ? null : large * times * 1024 ** 3;
}

function each(families: readonly string[], gib: number): readonly (readonly [string, number])[] {
  return families.map((family) => [family, gib] as const);
}
