import { z } from "zod";
import { serviceAddress } from "../address.ts";
import { checked } from "../checked.ts";
import { connect, type Connection } from "../connection.ts";
import type { Destination } from "../destination.ts";
import { hiding, secretOf } from "../secrets.ts";
import { lookedUp, type Service } from "../service.ts";
import type { Surroundings } from "../surroundings.ts";
import type { NotePlace } from "./notes.ts";
import { notePlan } from "./plan.ts";

const form =
  /^(?<project>[A-Za-z0-9_][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*)+)(?<sign>[#!])(?<iid>[1-9]\d{0,9})$/;

const project = z.object({ id: z.number(), visibility: z.string() });
const ticket = z.object({ title: z.string(), web_url: z.string(), confidential: z.boolean().optional() });
const user = z.object({ id: z.number() });

/**
 * An issue or a merge request on gitlab.com, or on a GitLab of one's own (`GITLAB_URL`).
 *
 * @param name `group/project#12` or `group/project!34`; null when it is none
 */
export function gitlab(name: string): Service | null {
  const { project: path, sign, iid } = form.exec(name)?.groups ?? {};
  if (path === undefined || iid === undefined) return null;
  const base = `/projects/${encodeURIComponent(path)}`;
  const place: NotePlace = {
    project: base,
    ticket: `${base}/${sign === "#" ? "issues" : "merge_requests"}/${iid}`,
    what: `${sign === "#" ? "issue" : "merge request"} ${name}`,
  };
  return {
    target: `gitlab:${name}`,
    credentials: "GITLAB_TOKEN",
    connect: connected,
    reach: (connection) =>
      connection === null ? Promise.resolve(unseen(place)) : lookedUp(`gitlab:${name}`, reached(place, connection)),
  };
}

function connected(around: Surroundings): Promise<Connection | null> {
  const name = around.env["GITLAB_URL"] ? "GITLAB_URL" : "CI_SERVER_URL";
  const base = serviceAddress(around.env[name] || "https://gitlab.com", name);
  base.pathname = `${base.pathname.replace(/\/$/, "")}/api/v4`;
  const token = secretOf(around.env, ["GITLAB_TOKEN"]);
  if (token === null) return Promise.resolve(null);
  return Promise.resolve(connect({ base, headers: { "private-token": token }, hide: hiding([token]) }, around));
}

function unseen(place: NotePlace): Destination {
  return {
    recipient: place.what,
    visibility: "not looked up: no token",
    open: false,
    hide: (text) => text,
    plan: (documents) => notePlan(null, place, documents),
  };
}

async function reached(place: NotePlace, connection: Connection): Promise<Destination> {
  const of = checked(project, (await connection.ask(place.project)).json, "GitLab's project");
  const at = checked(ticket, (await connection.ask(place.ticket)).json, "GitLab's ticket");
  const me = checked(user, (await connection.ask("/user")).json, "GitLab's user").id;
  const open = of.visibility === "public";
  const seenBy = open ? "public: everybody can read it" : `${of.visibility} project`;
  // Who has the address of a file that was uploaded to a public project can read it, the members or not.
  const confidential = at.confidential === true ? ", confidential issue; uploaded files are not confidential" : "";
  return {
    recipient: `${place.what} "${at.title}"`,
    visibility: seenBy + (open ? confidential : at.confidential === true ? ", confidential issue" : ""),
    open,
    hide: connection.hide,
    plan: (documents) => notePlan({ connection, me, url: at.web_url }, place, documents),
  };
}
