import type { SectionId } from "../../report/index.ts";
import type { Connection } from "../connection.ts";
import { createdOnce } from "../created-once.ts";
import { eachDelivered } from "../delivered.ts";
import type { Change, Plan } from "../destination.ts";
import type { Documents } from "../documents.ts";
import { sectionParts } from "../fit/section-parts.ts";
import { ticketMarker } from "../marker.ts";
import { type Comment, commentOf, type Me, ownComments, type Thread } from "./comments.ts";

/**
 * GitHub refuses more with 422. It counts code points, we the larger number of UTF-16 units; the 262,144 bytes that its
 * column holds are then never reached.
 */
const LIMIT = 65_536;
/** Who follows an issue gets a mail for each. */
const MOST_PARTS = 8;
/** Of the marker, and the line that says which part it is. */
const HEAD = 400;

/** A signed-in look at the thread. */
export interface Seen {
  readonly connection: Connection;
  readonly me: Me;
  /** Of the issue. */
  readonly url: string;
}

interface Step extends Change {
  readonly part: number;
  readonly body: string;
  readonly there: Comment | null;
}

/** Comments on an issue: whole sections in as many as are needed, since GitHub's API takes no files there. */
export async function commentPlan(seen: Seen | null, thread: Thread, documents: Documents): Promise<Plan> {
  const bodies = commentBodies(documents);
  const own = seen === null ? new Map() : await ownComments(seen.connection, thread, seen.me, documents.caseId);
  const steps = planned(bodies, own, documents.caseId);
  return {
    changes: steps,
    async deliver(say) {
      if (seen === null) throw new Error("planned without looking");
      const written = await eachDelivered(steps, (one) => write(one, seen, thread, documents.caseId), say);
      return { url: written.first.url, failed: written.failed };
    },
  };
}

/** What each comment says: the report as far as it has room in one, then the sections that have none, whole. */
function commentBodies(documents: Documents): readonly string[] {
  const { caseId, ticket, markdown } = documents;
  const { text, placed, left, brief } = ticket({
    flavor: "github",
    most: LIMIT - HEAD,
    elsewhere: " They follow in further comments.",
  });
  const render = (some: Documents["sections"]): string => markdown(some, "github").trimEnd();
  const shortened = brief ? shortenedIn(documents, placed) : new Set();
  const following = sectionParts(
    documents.sections.filter(({ id, blocks }) => blocks.length > 0 && (left.includes(id) || shortened.has(id))),
    (some) => render(some).length <= LIMIT - HEAD,
  );
  const texts = [text.trimEnd()];
  let unsaid = false;
  for (const part of following) {
    unsaid = texts.length === MOST_PARTS;
    if (unsaid) break;
    texts.push(render(part));
  }
  return texts.map((said, index) => {
    const head = texts.length === 1 ? [] : [`Part ${index + 1} of ${texts.length} of this report.`, ""];
    const rest = !unsaid || index < texts.length - 1 ? [] : ["", UNSAID];
    return [ticketMarker(caseId, index + 1), "", ...head, said, ...rest].join("\n");
  });
}

/** Sections that were placed, and say less in brief. */
function shortenedIn({ sections, brief }: Documents, placed: readonly SectionId[]): ReadonlySet<SectionId> {
  const said = new Map(brief.map(({ id, blocks }) => [id, JSON.stringify(blocks)]));
  return new Set(
    sections.flatMap(({ id, blocks }) => (placed.includes(id) && said.get(id) !== JSON.stringify(blocks) ? [id] : [])),
  );
}

const UNSAID = "The rest is too long for comments; it stands in the whole report, which `postmortem report` writes.";

function planned(
  bodies: readonly string[],
  own: ReadonlyMap<number, readonly Comment[]>,
  ofCase: string,
): readonly [Step, ...Step[]] {
  const [first, ...others] = bodies.map((body, index) => {
    const part = index + 1;
    const what = bodies.length === 1 ? "the comment" : `comment ${part} of ${bodies.length}`;
    return step(part, what, body, own.get(part)?.[0] ?? null);
  });
  if (first === undefined) throw new RangeError("a report without sections");
  const superfluous = [...own].flatMap(([part, comments]) =>
    comments
      .slice(part <= bodies.length ? 1 : 0)
      .map((comment) =>
        step(
          part,
          `a comment of an earlier, longer report (part ${part})`,
          `${ticketMarker(ofCase, part)}\n\nThis part of an earlier report is no longer needed.`,
          comment,
        ),
      ),
  );
  return [first, ...others, ...superfluous];
}

function step(part: number, what: string, body: string, there: Comment | null): Step {
  const action = there === null ? "create" : same(there.body, body) ? "keep" : "update";
  const payload = action === "keep" ? null : body;
  return { action, what, size: body.length, unit: "characters", limit: LIMIT, payload, part, body, there };
}

/** GitHub may store other line ends. */
function same(a: string, b: string): boolean {
  return a.replaceAll("\r\n", "\n").trimEnd() === b.trimEnd();
}

async function write(
  { action, part, body, there }: Step,
  { connection, me }: Seen,
  thread: Thread,
  ofCase: string,
): Promise<Comment> {
  const { repository, number } = thread;
  if (there !== null && action === "keep") return there;
  if (there !== null) {
    const path = `${repository}/issues/comments/${there.id}`;
    return commentOf((await connection.replace("PATCH", path, { json: { body } })).json);
  }
  return createdOnce(
    connection,
    async () =>
      commentOf((await connection.create(`${repository}/issues/${number}/comments`, { json: { body } })).json),
    async () => (await ownComments(connection, thread, me, ofCase)).get(part)?.at(-1) ?? null,
  );
}
