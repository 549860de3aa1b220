import { z } from "zod";
import { fullName } from "./fleet/fleet";

/** Why the whole fleet is looked at. */
export const FLEET_REASONS = ["schedule", "template-release", "fleet-changed", "canary-checked"] as const;

/**
 * Look at every project and send a message for each that may need something. All messages say what to look at, not
 * what to do: each is acted on by the state of things when it is read, so that order and repetition do not matter.
 */
export const fleetMessage = z.strictObject({
  kind: z.literal("fleet"),
  reason: z.enum(FLEET_REASONS),
  /** Number of the event that it comes from: a queue that knows messages by their content else drops the second of two. */
  event: z.string().max(100).optional(),
});

/** Bring one project's repository to its wanted version of the template. */
export const reconcileMessage = z.strictObject({
  kind: z.literal("reconcile"),
  project: z.string().min(1).max(100),
  /** The fleet run that it belongs to, for its summary. */
  run: z.string().max(100).optional(),
});

/** See what has to become of a release of a project's repository. */
export const promotionMessage = z.strictObject({
  kind: z.literal("promotion"),
  /** The project's repository. */
  repository: fullName,
  tag: z.string().min(1).max(255),
});

/** The manager's deploy workflow has ended: tell the releases that it took to prod. */
export const outcomeMessage = z.strictObject({
  kind: z.literal("outcome"),
  /** The commit of the manager's default branch that was deployed. */
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  /** As GitHub's workflow runs have it: `success`, `failure`, `cancelled`... */
  conclusion: z.string(),
  /** Page of the run. */
  url: z.url(),
});

/** Of the queue of repositories, in groups by project. */
export const repositoryQueueMessage = z.discriminatedUnion("kind", [fleetMessage, reconcileMessage]);
/** Of the queue of promotions, in groups by repository. */
export const promotionQueueMessage = z.discriminatedUnion("kind", [promotionMessage, outcomeMessage]);

/** How often a message is received before it goes to the dead-letter queue: the redrive policy of both queues. */
export const MOST_RECEIVES = 5;

/** Group of the queue of repositories in which fleet runs follow one another. No repository's name begins so. */
export const FLEET_GROUP = "#fleet";

export type FleetMessage = z.infer<typeof fleetMessage>;
export type ReconcileMessage = z.infer<typeof reconcileMessage>;
export type PromotionMessage = z.infer<typeof promotionMessage>;
export type OutcomeMessage = z.infer<typeof outcomeMessage>;
export type Message = FleetMessage | ReconcileMessage | PromotionMessage | OutcomeMessage;
