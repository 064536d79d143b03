/** RDS: the query API and the REST download of whole log files. */
import { formOf, queryError, readInput, queryAnswer } from "../query-protocol.ts";
import { SimError, type SimAnswer, type SimRequest, type SimService } from "../service.ts";
import type { World } from "../world.ts";
import { ACTIONS, isWrite, type RdsAction } from "./rds/actions.ts";
import { DOWNLOAD, downloadCompleteLogFile, isDownload } from "./rds/complete-file.ts";

const XMLNS = "http://rds.amazonaws.com/doc/2014-10-31/";
const VERSION = "2014-10-31";

/** The simulated RDS. Actions that change something are known by name and always refused. */
export const rds: SimService = {
  signingName: "rds",
  actions: Object.fromEntries([...Object.keys(ACTIONS), DOWNLOAD].map((name) => [name, `rds:${name}`])),
  actionOf: (request) => {
    if (isDownload(request)) return DOWNLOAD;
    const name = formOf(request)?.get("Action") ?? null;
    return name !== null && (Object.hasOwn(ACTIONS, name) || isWrite(name)) ? name : null;
  },
  answer: (request, world, rules): SimAnswer => {
    if (request.action === DOWNLOAD) return downloadCompleteLogFile(request, world, rules.restTransfer ?? "mixed");
    return answerQuery(request, world);
  },
  error: (error, requestId) => queryError(error, XMLNS, requestId),
};

function answerQuery(request: SimRequest, world: World): SimAnswer {
  const { action } = request;
  if (isWrite(action))
    throw new SimError("AccessDenied", `The simulator refuses ${action}: a collector only reads.`, 403);
  const known: RdsAction | undefined = ACTIONS[action];
  const form = formOf(request);
  if (known === undefined || form === null) throw new SimError("InvalidAction", `Could not find operation ${action}`);
  if (request.query.size > 0) throw new SimError("InvalidQueryParameter", "Parameters of a POST are in its body.");
  return queryAnswer(action, XMLNS, known.answer(readInput(form, known.shape, VERSION), world));
}
