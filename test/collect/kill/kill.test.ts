import { expect, test } from "vitest";
import { incidentAccount, killedRun, seeded, undisturbed } from "./kill.ts";

// 100 rounds: npm run kills.
test(
  "a collection that is killed goes on where it stopped, and ends as if nobody had disturbed it",
  { timeout: 180_000 },
  async () => {
    const simulator = await incidentAccount();
    try {
      const { content, ms } = await undisturbed(simulator);
      const random = seeded(20261122);
      for (let round = 0; round < 3; round++) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other: two cores
        const { faults } = await killedRun(simulator, content, random() * ms);
        expect(faults).toEqual([]);
      }
    } finally {
      await simulator.close();
    }
  },
);
