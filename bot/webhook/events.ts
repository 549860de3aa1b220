import type { z } from "zod";
import { placeOf } from "../github/place";
import {
  FLEET_GROUP,
  fleetMessage,
  outcomeMessage,
  promotionMessage,
  reconcileMessage,
  type FleetMessage,
  type Message,
} from "../messages";
import { askedBy } from "../promotion/names";
import { ENVIRONMENT, TASK } from "../promotion/requests";
import { BRANCH } from "../reconcile/state";
import * as payloads from "./payloads";
import type { Repository } from "./payloads";

/** Where an event comes from. */
export interface Origin {
  readonly repository: Repository;
  readonly role: "template" | "manager" | "project";
  /** It is the bot that did it. */
  readonly own: boolean;
  readonly organization: string;
}

/** What an event means: a message, nothing and why, or a payload that is not as it should be. */
export type Heard =
  | { readonly queue: "repositories" | "promotions"; readonly group: string; readonly message: Message }
  | { readonly nothing: string }
  | { readonly error: z.ZodError };

type Hear = (payload: unknown, origin: Origin) => Heard;

const VERSION_TAG = /^v./;
const DEPLOY_WORKFLOW = ".github/workflows/deploy.yaml";

/** Outcomes are of the manager, in the order of its deployments. */
const OUTCOME_GROUP = "#outcome";

const OWN: Heard = { nothing: "the bot's own doing" };
const OTHER_ACTION: Heard = { nothing: "not an action that is heard" };
const OTHER_REPOSITORY: Heard = { nothing: "not a repository that this is heard of" };

/** The events that are heard, by the name that GitHub gives them. */
export const EVENTS: ReadonlyMap<string, Hear> = new Map<string, Hear>([
  ["release", reading(payloads.release, onRelease)],
  ["deployment", reading(payloads.deployment, onDeployment)],
  ["push", reading(payloads.push, onPush)],
  ["create", reading(payloads.refChange, onRef)],
  ["delete", reading(payloads.refChange, onRef)],
  ["pull_request", reading(payloads.pullRequest, onPullRequest)],
  ["check_suite", reading(payloads.checkSuite, onCheckSuite)],
  ["workflow_run", reading(payloads.workflowRun, onWorkflowRun)],
]);

function reading<Schema extends z.ZodType>(
  schema: Schema,
  hear: (payload: z.infer<Schema>, origin: Origin) => Heard,
): Hear {
  return (payload, origin) => {
    const read = schema.safeParse(payload);
    return read.success ? hear(read.data, origin) : { error: read.error };
  };
}

const RELEASE_ACTIONS = [
  "created",
  "published",
  "released",
  "prereleased",
  "unpublished",
  "deleted",
  "edited",
];
const TEMPLATE_RELEASE_ACTIONS = ["published", "released"];

function onRelease({ action, release }: z.infer<typeof payloads.release>, origin: Origin): Heard {
  if (origin.own) return OWN;
  if (origin.role === "template") {
    return TEMPLATE_RELEASE_ACTIONS.includes(action) ? fleetRun("template-release") : OTHER_ACTION;
  }
  if (!RELEASE_ACTIONS.includes(action)) return OTHER_ACTION;
  return promotion(origin, release.tag_name);
}

/** A person asks for a promotion again by a deployment of the release, as the project's workflow makes it. */
function onDeployment({ action, deployment }: z.infer<typeof payloads.deployment>, origin: Origin): Heard {
  if (origin.own) return OWN;
  if (action !== "created") return OTHER_ACTION;
  if (deployment.task !== TASK || deployment.environment !== ENVIRONMENT) {
    return { nothing: "a deployment that asks for no promotion" };
  }
  return promotion(origin, deployment.ref);
}

function onPush({ ref }: z.infer<typeof payloads.push>, origin: Origin): Heard {
  const [, tag] = /^refs\/tags\/(.+)$/.exec(ref) ?? [];
  return tag === undefined ? { nothing: "not a tag" } : onTag(tag, origin);
}

function onRef({ ref, ref_type: type }: z.infer<typeof payloads.refChange>, origin: Origin): Heard {
  return type === "tag" ? onTag(ref, origin) : { nothing: "not a tag" };
}

function onTag(tag: string, origin: Origin): Heard {
  if (origin.own) return OWN;
  if (!VERSION_TAG.test(tag)) return { nothing: "not a version's tag" };
  return origin.role === "template" ? fleetRun("template-release") : promotion(origin, tag);
}

function onPullRequest(
  { action, pull_request: { head } }: z.infer<typeof payloads.pullRequest>,
  origin: Origin,
): Heard {
  if (origin.own) return OWN;
  if (action !== "closed" && action !== "reopened") return OTHER_ACTION;
  // A fork may call its branches what it likes.
  if (head.repo?.full_name !== origin.repository.full_name) {
    return { nothing: "a pull request from a fork" };
  }
  if (origin.role === "manager") {
    const asked = askedBy(head.ref);
    if (asked === undefined) return { nothing: "not a promotion's branch" };
    return promotionOf(`${origin.organization}/${asked.project}`, asked.tag);
  }
  if (head.ref !== BRANCH) return { nothing: "not the template's branch" };
  if (origin.role === "template") return OTHER_REPOSITORY;
  const project = origin.repository.name;
  const message = reconcileMessage.safeParse({ kind: "reconcile", project });
  if (!message.success) return { error: message.error };
  return { queue: "repositories", group: project, message: message.data };
}

/** GitHub says of whom the commit is, not of whom the checks are: the bot's own doing is no matter here. */
function onCheckSuite(
  { action, check_suite: suite }: z.infer<typeof payloads.checkSuite>,
  origin: Origin,
): Heard {
  if (action !== "completed") return OTHER_ACTION;
  if (suite.head_branch !== BRANCH) return { nothing: "not the template's branch" };
  return origin.role === "project" ? fleetRun("canary-checked") : OTHER_REPOSITORY;
}

function onWorkflowRun(
  { action, workflow_run: run }: z.infer<typeof payloads.workflowRun>,
  { role, repository }: Origin,
): Heard {
  if (action !== "completed") return OTHER_ACTION;
  if (role !== "manager") return OTHER_REPOSITORY;
  if (run.path.split("@")[0] !== DEPLOY_WORKFLOW) return { nothing: "not the workflow that deploys" };
  // A fork's default branch may be called the same.
  if (
    run.head_repository?.full_name !== repository.full_name ||
    run.head_branch !== repository.default_branch
  ) {
    return { nothing: "not of the default branch" };
  }
  const message = outcomeMessage.safeParse({
    kind: "outcome",
    commit: run.head_sha,
    conclusion: run.conclusion,
    url: run.html_url,
  });
  if (!message.success) return { error: message.error };
  return { queue: "promotions", group: OUTCOME_GROUP, message: message.data };
}

function fleetRun(reason: FleetMessage["reason"]): Heard {
  return {
    queue: "repositories",
    group: FLEET_GROUP,
    message: fleetMessage.parse({ kind: "fleet", reason }),
  };
}

function promotion({ role, repository }: Origin, tag: string): Heard {
  return role === "project" ? promotionOf(repository.full_name, tag) : OTHER_REPOSITORY;
}

/** In groups by the repository's name, which is unique in the organisation: with its owner it may be too long for SQS. */
function promotionOf(repository: string, tag: string): Heard {
  const message = promotionMessage.safeParse({ kind: "promotion", repository, tag });
  if (!message.success) return { error: message.error };
  return { queue: "promotions", group: placeOf(repository).repo, message: message.data };
}
