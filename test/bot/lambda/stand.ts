import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PLACE } from "../events";
import type { Aws } from "../moto";

export const BUCKET = "marvin-bot";
/** Queue that gets what goes to the topic. */
export const MAILBOX = "mailbox";

/**
 * Makes on AWS all that the functions stand on.
 * @returns the variables that all of them need for it
 */
export async function standOn(
  { config }: Aws,
  secrets: { readonly appKey: string; readonly webhook: string },
): Promise<Record<string, string>> {
  const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" } as const;
  await new S3Client(config).send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration }));
  const queues = new SQSClient(config);
  const queue = async (QueueName: string, Attributes: Record<string, string> = { FifoQueue: "true" }) =>
    (await queues.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? "";
  const vault = new SecretsManagerClient(config);
  const secret = async (Name: string, SecretString: string) =>
    (await vault.send(new CreateSecretCommand({ Name, SecretString }))).ARN ?? "";
  const tables = new DynamoDBClient(config);
  const table = async (TableName: string) => {
    await tables.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      }),
    );
    return TableName;
  };
  const topics = new SNSClient(config);
  const { TopicArn = "" } = await topics.send(new CreateTopicCommand({ Name: "marvin-bot" }));
  await queue(MAILBOX, {});
  const Endpoint = `arn:aws:sqs:eu-west-1:123456789012:${MAILBOX}`;
  await topics.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint }));
  return {
    MARVIN_BUCKET: BUCKET,
    MARVIN_APP_KEY: await secret("marvin-app-key", secrets.appKey),
    MARVIN_WEBHOOK_SECRET: await secret("marvin-webhook", secrets.webhook),
    MARVIN_TOPIC: TopicArn,
    MARVIN_DELIVERIES: await table("deliveries"),
    MARVIN_STATE: await table("state"),
    MARVIN_REPOSITORY_QUEUE: await queue("repositories.fifo"),
    MARVIN_PROMOTION_QUEUE: await queue("promotions.fifo"),
    MARVIN_APP_ID: "1",
    MARVIN_INSTALLATION: String(PLACE.installation),
    MARVIN_APP_SLUG: PLACE.slug,
    MARVIN_TEMPLATE: PLACE.template,
    MARVIN_MANAGER: PLACE.manager,
    MARVIN_MINT_FUNCTION: "marvin-mint",
  };
}
