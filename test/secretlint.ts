import { lintSource } from "@secretlint/core";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";

/** What secretlint's recommended rules find in a text: an opinion that is not ours. */
export async function secretsFound(text: string): Promise<readonly string[]> {
  const { messages } = await lintSource({
    source: { filePath: "output.txt", content: text, contentType: "text", ext: ".txt" },
    options: {
      config: { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator }] },
      locale: "en",
    },
  });
  return messages.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}
