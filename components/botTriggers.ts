import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { FunctionName } from "../bot/lambda/environment";
import { FLEET_GROUP, type FleetMessage } from "../bot/messages";
import type { BotFunction } from "./botFunction";
import { PROMOTIONS } from "./botFunction";
import { QUEUES, type BotPlace, type QueueName } from "./botPlace";
import { schedulesPolicy } from "./botPolicies";
import { schedulerTrust } from "./botResourcePolicies";
import { WORKERS } from "./botQueues";
import type { Tags } from "./tags";

/** What starts the bot's functions is made from. */
export interface BotTriggersArgs {
  readonly place: BotPlace;
  readonly functions: { readonly [Name in FunctionName]: BotFunction<Name> };
  /** ARNs of the queues. */
  readonly queues: Readonly<Record<QueueName, pulumi.Input<string>>>;
  readonly bucket: pulumi.Input<string>;
  /** ARN of the bot's key. */
  readonly key: pulumi.Input<string>;
  readonly webhookSecret: pulumi.Input<string>;
  /** Repositories that are worked on at once. */
  readonly concurrency: number;
  readonly permissionsBoundary: string | undefined;
  readonly tags: Tags;
}

/** Days after which the webhook's secret turns. */
const ROTATION_DAYS = 30;

/** When the schedules run, in UTC. `rate` and `cron` as EventBridge Scheduler writes them. */
const TIMES = {
  credentials: "rate(20 minutes)", // The tokens that they carry live for an hour.
  report: "cron(0 6 * * ? *)",
  fleet: "cron(30 3 * * ? *)",
};

/**
 * What starts the bot but for GitHub: the queues start their workers, schedules start the refresh of credentials, the
 * report and the daily look at the fleet, a stack that tells something new of its projects makes the bot look at once,
 * and Secrets Manager turns the webhook's secret.
 */
export class BotTriggers extends pulumi.ComponentResource {
  constructor(name: string, args: BotTriggersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:BotTriggers", name, {}, opts);
    for (const queue of QUEUES) this.workOff(name, queue, args);
    this.schedule(name, args);
    this.hearOfFleet(name, args);
    this.rotateSecret(name, args);
    this.registerOutputs({});
  }

  private workOff(name: string, queue: QueueName, args: BotTriggersArgs): void {
    new aws.lambda.EventSourceMapping(
      `${name}/${queue}`,
      {
        eventSourceArn: args.queues[queue],
        functionName: args.functions[WORKERS[queue]].arn,
        // One at a time: what fails or takes long is alone in it.
        batchSize: 1,
        functionResponseTypes: ["ReportBatchItemFailures"],
        scalingConfig: { maximumConcurrency: queue === "repositories" ? args.concurrency : PROMOTIONS },
        tags: args.tags,
      },
      { parent: this },
    );
  }

  private schedule(name: string, { place, functions, queues, key, tags, ...args }: BotTriggersArgs): void {
    const parent = { parent: this };
    const group = new aws.scheduler.ScheduleGroup(
      `${name}/schedules`,
      { name: place.schedules, tags },
      parent,
    );
    const role = new aws.iam.Role(
      `${name}/schedules/role`,
      {
        name: place.schedules,
        description: "Starts what the bot does by the clock",
        assumeRolePolicy: schedulerTrust(place),
        permissionsBoundary: args.permissionsBoundary,
        tags,
      },
      parent,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}/schedules/role-policy`,
      {
        name: "schedules",
        role: role.name,
        policy: pulumi.output(key).apply((arn) => schedulesPolicy(place, arn)),
      },
      parent,
    );
    const refresh = (task: "credentials" | "report") => ({
      arn: functions.refresh.arn,
      input: JSON.stringify({ task }),
    });
    const daily: FleetMessage = { kind: "fleet", reason: "schedule" };
    const targets = {
      credentials: refresh("credentials"),
      report: refresh("report"),
      fleet: {
        arn: queues.repositories,
        input: JSON.stringify(daily),
        sqsParameters: { messageGroupId: FLEET_GROUP },
      },
    };
    for (const [schedule, target] of Object.entries(targets)) {
      new aws.scheduler.Schedule(
        `${name}/schedules/${schedule}`,
        {
          name: `${place.prefix}-${schedule}`,
          groupName: group.name,
          scheduleExpression: TIMES[schedule as keyof typeof TIMES],
          scheduleExpressionTimezone: "UTC",
          flexibleTimeWindow: { mode: "OFF" },
          target: {
            ...target,
            roleArn: role.arn,
            // What comes late is done by the next one.
            retryPolicy: { maximumEventAgeInSeconds: 900, maximumRetryAttempts: 10 },
          },
        },
        { parent: this, dependsOn: policy },
      );
    }
  }

  /** A stack's file changed in the bucket: a message for the queue. The event's number keeps two changes apart. */
  private hearOfFleet(name: string, { place, bucket, queues, tags }: BotTriggersArgs): void {
    const parent = { parent: this };
    new aws.s3.BucketNotification(`${name}/bucket-events`, { bucket, eventbridge: true }, parent);
    const rule = new aws.cloudwatch.EventRule(
      `${name}/fleet-changed`,
      {
        name: place.fleetRule,
        description: "A stack told the bot something new of its projects",
        eventPattern: JSON.stringify({
          source: ["aws.s3"],
          "detail-type": ["Object Created", "Object Deleted"],
          detail: { bucket: { name: [place.bucket] }, object: { key: [{ prefix: "fleet/" }] } },
        }),
        tags,
      },
      parent,
    );
    const message: FleetMessage = { kind: "fleet", reason: "fleet-changed", event: "<event>" };
    new aws.cloudwatch.EventTarget(
      `${name}/fleet-changed/queue`,
      {
        rule: rule.name,
        targetId: "repositories",
        arn: queues.repositories,
        sqsTarget: { messageGroupId: FLEET_GROUP },
        inputTransformer: {
          inputPaths: { event: "$.id" },
          inputTemplate: JSON.stringify(message),
        },
      },
      parent,
    );
  }

  private rotateSecret(name: string, { place, functions, webhookSecret }: BotTriggersArgs): void {
    const permission = new aws.lambda.Permission(
      `${name}/rotation/permission`,
      {
        statementId: "SecretsManager",
        function: functions.rotate.functionName,
        action: "lambda:InvokeFunction",
        principal: "secretsmanager.amazonaws.com",
        sourceAccount: place.account,
        sourceArn: webhookSecret,
      },
      { parent: this },
    );
    new aws.secretsmanager.SecretRotation(
      `${name}/rotation`,
      {
        secretId: webhookSecret,
        rotationLambdaArn: functions.rotate.arn,
        rotationRules: { automaticallyAfterDays: ROTATION_DAYS },
        // There is nothing to turn until the App's key is in its place.
        rotateImmediately: false,
      },
      { parent: this, dependsOn: permission },
    );
  }
}
