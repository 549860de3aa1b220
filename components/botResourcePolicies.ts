import type { BotPlace, QueueName } from "./botPlace";
import { bucketArn, document, tlsOnly, type Statement } from "./policyDocuments";

/** Who may take on a role: one service, for the bot's account alone. */
export function lambdaTrust(): string {
  return document({
    Sid: "Lambda",
    Effect: "Allow",
    Principal: { Service: "lambda.amazonaws.com" },
    Action: "sts:AssumeRole",
  });
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html */
export function schedulerTrust(place: BotPlace): string {
  return document({
    Sid: "Scheduler",
    Effect: "Allow",
    Principal: { Service: "scheduler.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: {
      StringEquals: {
        "aws:SourceAccount": place.account,
        "aws:SourceArn": place.arn("scheduler", `schedule-group/${place.schedules}`),
      },
    },
  });
}

/**
 * Whom the bot's key serves. The first statement is AWS' own default and only lets roles' policies count: without it,
 * nobody could mend or delete the key. In a key's policy `*` is the key itself.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function keyPolicy(place: BotPlace): string {
  const ours = { StringEquals: { "aws:SourceAccount": place.account } };
  return document(
    account(place.account),
    service("Events", "events", ["kms:Decrypt", "kms:GenerateDataKey"], ours),
    service("Alarms", "cloudwatch", ["kms:Decrypt", "kms:GenerateDataKey"], ours),
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    service(
      "Logs",
      `logs.${place.region}`,
      [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ],
      {
        ArnLike: {
          "kms:EncryptionContext:aws:logs:arn": place.arn("logs", `log-group:/aws/lambda/${place.prefix}-*`),
        },
      },
    ),
  );
}

/** Roles of other stacks, by stack. */
export type FleetWriters = Readonly<Record<string, string>>;

/** The bucket's key: beside the account's own roles, those that write other stacks' parts, for this bucket alone. */
export function bucketKeyPolicy(place: BotPlace, writers: FleetWriters): string {
  const roles = [...new Set(Object.values(writers))].sort();
  return document(
    account(place.account),
    ...(roles.length === 0
      ? []
      : [
          {
            Sid: "FleetWriters",
            Effect: "Allow" as const,
            Principal: { AWS: roles },
            Action: ["kms:Decrypt", "kms:GenerateDataKey"],
            Resource: "*",
            Condition: {
              StringEquals: {
                "kms:EncryptionContext:aws:s3:arn": bucketArn(place.bucket),
                "kms:ViaService": `s3.${place.region}.amazonaws.com`,
              },
            },
          },
        ]),
  );
}

/** What another stack's role may do with the bot's bucket: keep its own file, as the provider does it. */
export function fleetWriterStatements({ bucket }: BotPlace, writers: FleetWriters): Statement[] {
  return Object.entries(writers).flatMap(([stack, role]): Statement[] => {
    const key = `fleet/${stack}.json`;
    const who = { Effect: "Allow" as const, Principal: { AWS: role } };
    const Sid = `Stack${stack.replace(/[^A-Za-z0-9]/g, "")}`;
    return [
      {
        Sid,
        ...who,
        Action: [
          "s3:DeleteObject",
          "s3:DeleteObjectVersion",
          "s3:GetObject",
          "s3:GetObjectTagging",
          "s3:PutObject",
        ],
        Resource: `${bucketArn(bucket)}/${key}`,
      },
      {
        Sid: `${Sid}Versions`,
        ...who,
        Action: "s3:ListBucketVersions",
        Resource: bucketArn(bucket),
        Condition: { StringEquals: { "s3:prefix": key } },
      },
    ];
  });
}

/** A queue takes nothing without TLS; that of repositories also what the fleet's rule sends. */
export function queuePolicy(place: BotPlace, queue: string, name?: QueueName): string {
  const arn = place.arn("sqs", queue);
  return document(
    tlsOnly("sqs:*", arn),
    ...(name === "repositories"
      ? [
          {
            Sid: "FleetChanged",
            Effect: "Allow" as const,
            Principal: { Service: "events.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: arn,
            Condition: { ArnEquals: { "aws:SourceArn": place.arn("events", `rule/${place.fleetRule}`) } },
          },
        ]
      : []),
  );
}

export function topicPolicy(place: BotPlace): string {
  const arn = place.arn("sns", place.topic);
  return document(tlsOnly("sns:Publish", arn), {
    Sid: "Alarms",
    Effect: "Allow",
    Principal: { Service: "cloudwatch.amazonaws.com" },
    Action: "sns:Publish",
    Resource: arn,
    Condition: { StringEquals: { "aws:SourceAccount": place.account } },
  });
}

function account(number: string): Statement {
  return {
    Sid: "Account",
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${number}:root` },
    Action: "kms:*",
    Resource: "*",
  };
}

function service(
  Sid: string,
  name: string,
  Action: readonly string[],
  Condition: Statement["Condition"],
): Statement {
  return {
    Sid,
    Effect: "Allow",
    Principal: { Service: `${name}.amazonaws.com` },
    Action,
    Resource: "*",
    Condition,
  };
}
