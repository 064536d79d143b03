/** DescribeDBLogFiles: names, sizes and when each was last written. */
import type { Input } from "../../query-protocol.ts";
import { SimError } from "../../service.ts";
import type { World } from "../../world.ts";
import { members, type Xml } from "../../xml.ts";
import { countRead, readableInstance } from "./file-state.ts";
import { paged } from "./find.ts";

/** The model names no limits; the documentation has 20–1000. @throws {SimError} DBInstanceNotFound, also for the id of a cluster */
export function describeLogFiles(input: Input, world: World): readonly Xml[] {
  if (input.filters.size > 0) throw new SimError("InvalidParameterValue", "Filters are not currently supported.");
  const instance = readableInstance(world, input.required("DBInstanceIdentifier"));
  const contains = input.text("FilenameContains");
  const since = input.integer("FileLastWritten") ?? 0;
  const least = input.integer("FileSize") ?? 0;
  const items = instance.logs
    .map((file) => ({
      file,
      name: file.name,
      size: file.declaredSize ?? file.bytes.length,
      lastWritten: file.lastWritten,
    }))
    .filter(
      ({ name, size, lastWritten }) =>
        (contains === null || name.includes(contains)) && lastWritten >= since && size >= least,
    );
  return paged(input, world, {
    action: "DescribeDBLogFiles",
    names: ["DescribeDBLogFiles", "DescribeDBLogFilesDetails"],
    items,
    limits: { least: 20, most: 1000, unless: 1000 },
    render: ({ file, name, size, lastWritten }) => {
      countRead(file, instance, world);
      return members({ LastWritten: lastWritten, LogFileName: name, Size: size });
    },
  });
}
