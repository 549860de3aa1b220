import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ENVIRONMENTS_OF, type FunctionName } from "../bot/lambda/environment";
import { QUEUES, type BotPlace } from "./botPlace";
import { topicPolicy } from "./botResourcePolicies";
import type { Tags } from "./tags";

/** What the bot's alarms are made from. */
export interface BotAlarmsArgs {
  readonly place: BotPlace;
  /** ARN of the bot's key. */
  readonly key: pulumi.Input<string>;
  /** Mail addresses that hear of them. */
  readonly emails: readonly string[];
  readonly tags: Tags;
}

/** Somebody is called when a metric leaves its bounds. */
export interface Alarm {
  /** What it means, and where to look, for whoever is called. */
  readonly means: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: "Sum" | "Maximum";
  /** Seconds over which it is looked at. */
  readonly period: number;
  /** Called at this value or above it; or, as `below`, beneath it. */
  readonly threshold: number;
  readonly below?: true;
}

const MINUTES = 60;
const HOUR = 3600;

/** All alarms, by name. `docs/guides/run-the-bot.md` says what to do about each. */
export function alarmsOf(place: BotPlace): Readonly<Record<string, Alarm>> {
  const functions = Object.keys(ENVIRONMENTS_OF) as FunctionName[];
  const alarms: (readonly [string, Alarm])[] = [
    ...QUEUES.flatMap((queue) => [
      [
        `${queue}-dead`,
        {
          means: `A message of ${queue} could not be done in five tries and lies in ${place.deadQueue(queue)}`,
          ...ofQueue(place.deadQueue(queue), "ApproximateNumberOfMessagesVisible"),
          period: 5 * MINUTES,
          threshold: 1,
        },
      ] as const,
      [
        `${queue}-old`,
        {
          means: `A message of ${queue} has waited for ${OLD[queue] / HOUR} h: the worker is stuck or GitHub does not answer`,
          ...ofQueue(place.queue(queue), "ApproximateAgeOfOldestMessage"),
          period: 5 * MINUTES,
          threshold: OLD[queue],
        },
      ] as const,
    ]),
    ...functions.flatMap((name) => [
      [
        `${name}-errors`,
        {
          means: `The function ${name} failed: its log group ${place.logGroup(name)} says why`,
          ...ofFunction(place, name, "Errors"),
          // Lambda tries a refresh three times, and one that failed is made up by the next: tokens live for three of them.
          ...(name === "refresh" ? { period: HOUR, threshold: 4 } : { period: 5 * MINUTES, threshold: 1 }),
        },
      ] as const,
      [
        `${name}-throttles`,
        {
          means: `The function ${name} was wanted more often at once than it may run`,
          ...ofFunction(place, name, "Throttles"),
          period: 5 * MINUTES,
          threshold: name === "webhook" ? 1 : 10,
        },
      ] as const,
    ]),
    [
      "refresh-missing",
      {
        means: "Git credentials were not refreshed for an hour: jobs cannot clone soon",
        ...ofFunction(place, "refresh", "Invocations"),
        period: HOUR,
        threshold: 1,
        below: true,
      },
    ],
    [
      "installation-revoked",
      {
        means: "The App was uninstalled, suspended or lost repositories: the bot cannot work there",
        ...ofBot("webhook", "InstallationRevoked"),
        period: 5 * MINUTES,
        threshold: 1,
      },
    ],
    [
      "unsigned-flood",
      {
        means: "Many requests that GitHub did not sign: somebody tries the address, or the secret is wrong",
        ...ofBot("webhook", "DeliveriesUnsigned"),
        period: 5 * MINUTES,
        threshold: 100,
      },
    ],
    [
      "tokens-refused",
      {
        means:
          "A function asked for a token that it does not get: the fleet cannot be read, or the App lacks something",
        ...ofBot("mint", "TokensRefused"),
        period: 5 * MINUTES,
        threshold: 1,
      },
    ],
    [
      "projects-failed",
      {
        means: "A repository cannot be brought to its version of the template: the run's summary says why",
        ...ofBot("reconcile", "ProjectsFailed"),
        // Once a day for what stays as it is: the daily run finds it again.
        period: HOUR,
        threshold: 1,
      },
    ],
    [
      "releases-refused",
      {
        means: "A release cannot be promoted, and its repository may not have been told: the log says which",
        ...ofBot("promotion", "PromotionsRefused"),
        period: 5 * MINUTES,
        threshold: 1,
      },
    ],
    [
      "fleet-events-lost",
      {
        means: "The bot was not told of a change of the fleet: the daily run finds it",
        namespace: "AWS/Events",
        metric: "FailedInvocations",
        dimensions: { RuleName: place.fleetRule },
        statistic: "Sum",
        period: 5 * MINUTES,
        threshold: 1,
      },
    ],
    [
      "schedules-lost",
      {
        means: "A schedule could not start what it should, in many tries",
        namespace: "AWS/Scheduler",
        metric: "InvocationDroppedCount",
        dimensions: { ScheduleGroup: place.schedules },
        statistic: "Sum",
        period: 5 * MINUTES,
        threshold: 1,
      },
    ],
  ];
  return Object.fromEntries(alarms);
}

/** Seconds that a message may wait. A rollout over a fleet takes its time; a release is waited for. */
const OLD = { repositories: 2 * HOUR, promotions: HOUR };

function ofQueue(QueueName: string, metric: string) {
  return { namespace: "AWS/SQS", metric, dimensions: { QueueName }, statistic: "Maximum" } as const;
}

function ofFunction(place: BotPlace, name: FunctionName, metric: string) {
  const dimensions = { FunctionName: place.functionName(name) };
  return { namespace: "AWS/Lambda", metric, dimensions, statistic: "Sum" } as const;
}

/** The bot's own metrics, as `observe` of bot/lambda/observe.ts names them. */
function ofBot(service: FunctionName, metric: string) {
  return { namespace: "Marvin", metric, dimensions: { service }, statistic: "Sum" } as const;
}

/** The topic that alarms and reports go to, who hears of it, and the alarms. */
export class BotAlarms extends pulumi.ComponentResource {
  readonly topicArn: pulumi.Output<string>;

  constructor(name: string, args: BotAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:BotAlarms", name, {}, opts);
    const { place, key, emails, tags } = args;
    const parent = { parent: this };
    const topic = new aws.sns.Topic(
      `${name}/topic`,
      {
        name: place.topic,
        displayName: "Marvin's bot",
        kmsMasterKeyId: key,
        policy: topicPolicy(place),
        tags,
      },
      parent,
    );
    for (const endpoint of emails) {
      new aws.sns.TopicSubscription(
        `${name}/topic/${endpoint}`,
        { topic: topic.arn, protocol: "email", endpoint },
        parent,
      );
    }
    for (const [alarm, { means, metric, statistic, below, ...bounds }] of Object.entries(alarmsOf(place))) {
      new aws.cloudwatch.MetricAlarm(
        `${name}/${alarm}`,
        {
          ...bounds,
          name: `${place.prefix}-${alarm}`,
          alarmDescription: means,
          metricName: metric,
          statistic,
          evaluationPeriods: 1,
          comparisonOperator: below ? "LessThanThreshold" : "GreaterThanOrEqualToThreshold",
          // Metrics of what happens are not there where nothing does.
          treatMissingData: below ? "breaching" : "notBreaching",
          alarmActions: [topic.arn],
          okActions: [topic.arn],
          tags,
        },
        parent,
      );
    }
    this.topicArn = topic.arn;
    this.registerOutputs({ topicArn: this.topicArn });
  }
}
