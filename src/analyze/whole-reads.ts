import type { SourceFile } from "../model/index.ts";

/** A reader that remembers whether it ever gave less than it promised: then what was made of it is not of the file. */
export interface WholeReads {
  readonly bytes: SourceFile["bytes"];
  readonly short: () => boolean;
}

/** @param passed is told how many bytes each read gave */
export function wholeReads(bytes: SourceFile["bytes"], passed: (count: number) => void = () => {}): WholeReads {
  let short = false;
  return {
    short: () => short,
    bytes: {
      size: bytes.size,
      read(target, position) {
        const count = bytes.read(target, position);
        if (count < Math.min(target.length, bytes.size - position)) short = true;
        passed(count);
        return count;
      },
      close: () => {
        bytes.close();
      },
    },
  };
}
