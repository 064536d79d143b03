import type { RedactedClass } from "../../model/index.ts";
import type { Section } from "../document/document.ts";
import type { DocumentContext } from "../document/document-context.ts";
import { paragraph, table, words } from "../document/phrase.ts";
import { grouped } from "../words.ts";

const meaning: Readonly<Record<RedactedClass, string>> = {
  literal: "SQL literals, comments and parameters, values of rows and faulty input: ?",
  secret: "passwords, keys, tokens, card numbers: <secret>",
  email: "e-mail addresses: email-1, email-2, …",
  address: "IP addresses: client-1, … for clients, address-1, … for others",
  host: "names of hosts and endpoints: host-1, …, endpoint-1, …",
};

/** How much was taken out of what the report shows, by class. */
export function redactionsSection({ report }: DocumentContext): Section {
  const revealed = report.options["reveal"];
  const rows = report.redactions.map(({ class: name, count, distinct }) => [
    words(name),
    // Angle brackets are no markup here.
    meaning[name],
    words(grouped(count)),
    words(grouped(distinct)),
  ]);
  return {
    id: "redactions",
    title: "Redaction",
    blocks: [
      ...(rows.length === 0
        ? [paragraph(words("Nothing had to be taken out of what is shown."))]
        : [
            table(["Class", "What, and what stands there", "Places", "Distinct"], rows),
            paragraph(
              words(
                "A value has the same name in the whole case. What the names stand for is kept beside the case by its owner and is in no report.",
              ),
            ),
          ]),
      ...(revealed === undefined ? [] : [paragraph(words(`Shown on request: ${revealed}.`))]),
    ],
  };
}
