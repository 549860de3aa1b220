import { DATABRICKS_AUDIENCE, type FunctionName } from "../bot/lambda/environment";
import type { BotPlace, QueueName, TableName } from "./botPlace";
import { bucketArn, document, type Statement } from "./policyDocuments";

/** ARNs that are known only once their things are made. */
export interface MadeArns {
  /** The bot's key. */
  readonly key: string;
  /** The key of the bot's bucket. */
  readonly bucketKey: string;
  /** The secret with the App's private key. */
  readonly appKey: string;
  readonly webhookSecret: string;
}

/**
 * All that each function may do beside its own logs and traces: the page for an auditor. Every statement names single
 * actions on single things; `*` as a resource stands only where AWS has no smaller one.
 */
const MAY: Readonly<Record<FunctionName, (place: BotPlace, made: MadeArns) => readonly Statement[]>> = {
  webhook: (place, made) => [
    allow("WebhookSecret", ["secretsmanager:GetSecretValue"], made.webhookSecret),
    table(place, "deliveries", ["DeleteItem", "GetItem", "PutItem", "UpdateItem"]),
    allow("Queues", ["sqs:SendMessage"], [queueArn(place, "repositories"), queueArn(place, "promotions")]),
    withKey(place, made.key, "secretsmanager", READ),
    withKey(place, made.key, "dynamodb", TABLE),
    withKey(place, made.key, "sqs", WRITE),
  ],
  reconcile: (place, made) => [
    works(place, "repositories"),
    allow("Queue", ["sqs:SendMessage"], queueArn(place, "repositories")),
    ...readsFleet(place),
    allow("Runs", ["s3:PutObject"], `${bucketArn(place.bucket)}/runs/*`),
    table(place, "state", ["BatchGetItem", "GetItem", "PutItem", "UpdateItem"]),
    invokesMint(place),
    withKey(place, made.bucketKey, "s3", WRITE),
    withKey(place, made.key, "dynamodb", TABLE),
    withKey(place, made.key, "sqs", WRITE),
  ],
  promotion: (place, made) => [
    works(place, "promotions"),
    ...readsFleet(place),
    invokesMint(place),
    withKey(place, made.bucketKey, "s3", READ),
    withKey(place, made.key, "sqs", READ),
  ],
  mint: (place, made) => [
    allow("AppKey", ["secretsmanager:GetSecretValue"], made.appKey),
    ...readsFleet(place),
    withKey(place, made.bucketKey, "s3", READ),
    withKey(place, made.key, "secretsmanager", READ),
  ],
  refresh: (place, made) => [
    ...readsFleet(place),
    invokesMint(place),
    // Their ages, for the report, and no value.
    allow("Secrets", ["secretsmanager:DescribeSecret"], [made.appKey, made.webhookSecret]),
    // STS has no resource for it; the token is bound by its audience, which Databricks alone is told to trust.
    allow("DatabricksLogin", ["sts:GetWebIdentityToken"], "*", {
      "ForAllValues:StringEquals": { "sts:IdentityTokenAudience": DATABRICKS_AUDIENCE },
      Null: { "sts:IdentityTokenAudience": "false" },
      NumericLessThanEquals: { "sts:DurationSeconds": "900" },
    }),
    allow("Reports", ["sns:Publish"], place.arn("sns", place.topic)),
    withKey(place, made.bucketKey, "s3", READ),
    withKey(place, made.key, "sns", WRITE),
  ],
  rotate: (place, made) => [
    allow("AppKey", ["secretsmanager:GetSecretValue"], made.appKey),
    allow(
      "WebhookSecret",
      [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
      ],
      made.webhookSecret,
    ),
    withKey(place, made.key, "secretsmanager", WRITE),
  ],
};

/** The policy of a function's role. */
export function functionPolicy(name: FunctionName, place: BotPlace, made: MadeArns): string {
  return document(...observed(place, name), ...MAY[name](place, made));
}

/** What the schedules' role may do. */
export function schedulesPolicy(place: BotPlace, key: string): string {
  return document(
    allow("Refresh", ["lambda:InvokeFunction"], place.functionArn("refresh")),
    allow("Queue", ["sqs:SendMessage"], queueArn(place, "repositories")),
    withKey(place, key, "sqs", WRITE),
  );
}

export const queueArn = (place: BotPlace, name: QueueName) => place.arn("sqs", place.queue(name));

const READ = ["kms:Decrypt"];
const WRITE = ["kms:Decrypt", "kms:GenerateDataKey"];
/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
const TABLE = [
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];

function allow(
  Sid: string,
  Action: readonly string[],
  Resource: string | readonly string[],
  Condition?: Statement["Condition"],
): Statement {
  return { Sid, Effect: "Allow", Action, Resource, ...(Condition !== undefined && { Condition }) };
}

/** Its log group is there before it: it may not make one. Traces have no resource. */
function observed(place: BotPlace, name: FunctionName): Statement[] {
  const group = place.arn("logs", `log-group:${place.logGroup(name)}`);
  return [
    allow("Logs", ["logs:CreateLogStream", "logs:PutLogEvents"], `${group}:*`),
    allow("Traces", ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], "*"),
  ];
}

/** What Lambda does with a queue in the function's name. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
function works(place: BotPlace, name: QueueName): Statement {
  return allow(
    "Work",
    ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
    queueArn(place, name),
  );
}

function readsFleet({ bucket }: BotPlace): Statement[] {
  return [
    allow("Fleet", ["s3:GetObject"], `${bucketArn(bucket)}/fleet/*`),
    allow("FleetList", ["s3:ListBucket"], bucketArn(bucket), { StringEquals: { "s3:prefix": "fleet/" } }),
  ];
}

function invokesMint(place: BotPlace): Statement {
  return allow("Mint", ["lambda:InvokeFunction"], place.functionArn("mint"));
}

function table(place: BotPlace, name: TableName, actions: readonly string[]): Statement {
  return allow(
    name === "state" ? "State" : "Deliveries",
    actions.map((action) => `dynamodb:${action}`),
    place.arn("dynamodb", `table/${place.table(name)}`),
  );
}

/** A key only in the hands of the service that keeps something under it. */
function withKey(place: BotPlace, key: string, service: string, actions: readonly string[]): Statement {
  const Sid = `Key${service.charAt(0).toUpperCase()}${service.slice(1)}`;
  return allow(Sid, actions, key, {
    StringEquals: { "kms:ViaService": `${service}.${place.region}.amazonaws.com` },
  });
}
