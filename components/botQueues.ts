import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { MOST_RECEIVES } from "../bot/messages";
import { SIZES } from "./botFunction";
import type { BotPlace, QueueName } from "./botPlace";
import { queueArn } from "./botPolicies";
import { queuePolicy } from "./botResourcePolicies";
import type { Tags } from "./tags";

/** What the bot's queues are made from. */
export interface BotQueuesArgs {
  readonly place: BotPlace;
  /** ARN of the bot's key. */
  readonly key: pulumi.Input<string>;
  readonly tags: Tags;
}

/** The function that works off each queue. */
export const WORKERS = { repositories: "reconcile", promotions: "promotion" } as const satisfies Record<
  QueueName,
  string
>;

const DAY = 24 * 3600;

/**
 * Two FIFO queues, in which one project's messages wait for one another and for nobody else's, each with a queue for
 * what could not be done in five tries. They hold no state of their own: a daily run and GitHub's redelivery say all of
 * it again, so that a stack does not protect them.
 */
export class BotQueues extends pulumi.ComponentResource {
  readonly urls: Readonly<Record<QueueName, pulumi.Output<string>>>;
  readonly arns: Readonly<Record<QueueName, pulumi.Output<string>>>;

  constructor(name: string, args: BotQueuesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:BotQueues", name, {}, opts);
    const repositories = this.declareQueue(name, "repositories", args);
    const promotions = this.declareQueue(name, "promotions", args);
    this.urls = { repositories: repositories.url, promotions: promotions.url };
    this.arns = { repositories: repositories.arn, promotions: promotions.arn };
    this.registerOutputs({ urls: this.urls, arns: this.arns });
  }

  private declareQueue(name: string, queue: QueueName, { place, key, tags }: BotQueuesArgs): aws.sqs.Queue {
    const common = { fifoQueue: true, contentBasedDeduplication: true, kmsMasterKeyId: key, tags };
    const dead = new aws.sqs.Queue(
      `${name}/${queue}-dead`,
      {
        ...common,
        name: place.deadQueue(queue),
        messageRetentionSeconds: 14 * DAY,
        redriveAllowPolicy: JSON.stringify({
          redrivePermission: "byQueue",
          sourceQueueArns: [queueArn(place, queue)],
        }),
        policy: queuePolicy(place, place.deadQueue(queue)),
      },
      { parent: this },
    );
    return new aws.sqs.Queue(
      `${name}/${queue}`,
      {
        ...common,
        name: place.queue(queue),
        messageRetentionSeconds: 4 * DAY,
        // Six times the function's time, as Lambda asks for: a message is not given out again while it is worked on.
        // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
        visibilityTimeoutSeconds: 6 * SIZES[WORKERS[queue]].timeout,
        redrivePolicy: JSON.stringify({
          deadLetterTargetArn: place.arn("sqs", place.deadQueue(queue)),
          maxReceiveCount: MOST_RECEIVES,
        }),
        policy: queuePolicy(place, place.queue(queue), queue),
      },
      { parent: this, dependsOn: dead },
    );
  }
}
