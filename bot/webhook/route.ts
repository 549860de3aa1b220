import type { z } from "zod";
import { placeOf, sameName } from "../github/place";
import type { Message } from "../messages";
import * as payloads from "./payloads";
import { EVENTS, type Heard } from "./events";

/** What the webhook knows of the place that it stands in. */
export interface Place {
  /** Number of the only installation that it listens to. */
  readonly installation: number;
  /** `owner/name` of the projects manager, whose owner is the organisation. */
  readonly manager: string;
  /** `owner/name` of the template's own repository. */
  readonly template: string;
  /** Slug of the App, whose user is `SLUG[bot]`. */
  readonly slug: string;
}

/** A message, and where it goes. */
export interface Outgoing {
  readonly queue: "repositories" | "promotions";
  /** Messages of one group are worked off one after another. */
  readonly group: string;
  /** The delivery's number: a delivery that was half done and comes again sends nothing twice. */
  readonly deduplication: string;
  readonly message: Message;
}

export type Routed =
  | { readonly kind: "message"; readonly outgoing: Outgoing }
  /** The App lost what it works by. */
  | { readonly kind: "revoked"; readonly what: string }
  | { readonly kind: "ping" }
  | { readonly kind: "nothing"; readonly why: string }
  /** Not as GitHub describes the event. `where` is the first field that is not, never its value. */
  | { readonly kind: "malformed"; readonly where: string };

/** What becomes of an event whose signature was checked. Whatever the payload is: it never throws. */
export function route(
  { event, id }: { readonly event: string; readonly id: string },
  payload: unknown,
  place: Place,
): Routed {
  if (event === "ping") return { kind: "ping" };
  if (event === "installation" || event === "installation_repositories") return revoked(payload, place);
  const hear = EVENTS.get(event);
  if (hear === undefined) return { kind: "nothing", why: "not an event that is heard" };
  const known = payloads.envelope.safeParse(payload);
  if (!known.success) return malformed(known.error);
  const { installation, repository, sender } = known.data;
  const organization = placeOf(place.manager).owner;
  if (installation.id !== place.installation) return { kind: "nothing", why: "another installation" };
  if (
    !sameName(repository.owner.login, organization) ||
    !sameName(placeOf(repository.full_name).owner, organization)
  ) {
    return { kind: "nothing", why: "another organisation" };
  }
  const heard = hear(payload, {
    repository,
    role: sameName(repository.full_name, place.template)
      ? "template"
      : sameName(repository.full_name, place.manager)
        ? "manager"
        : "project",
    own: sameName(sender.login, `${place.slug}[bot]`),
    organization: repository.owner.login,
  });
  return outgoing(heard, id);
}

function outgoing(heard: Heard, id: string): Routed {
  if ("nothing" in heard) return { kind: "nothing", why: heard.nothing };
  if ("error" in heard) return malformed(heard.error);
  const { queue, group, message } = heard;
  return { kind: "message", outgoing: { queue, group: group.toLowerCase(), deduplication: id, message } };
}

/** Actions by which the App loses repositories, by event. */
const REVOKING: Readonly<Record<string, string>> = {
  deleted: "the App was uninstalled",
  suspend: "the installation was suspended",
  removed: "repositories were taken from the installation",
};

function revoked(payload: unknown, place: Place): Routed {
  const known = payloads.installation.safeParse(payload);
  if (!known.success) return malformed(known.error);
  const { action, installation } = known.data;
  if (installation.id !== place.installation) return { kind: "nothing", why: "another installation" };
  const what = Object.hasOwn(REVOKING, action) ? REVOKING[action] : undefined;
  return what === undefined
    ? { kind: "nothing", why: "not an action that is heard" }
    : { kind: "revoked", what };
}

function malformed(error: z.ZodError): Routed {
  return { kind: "malformed", where: error.issues[0]?.path.join(".") || "payload" };
}
