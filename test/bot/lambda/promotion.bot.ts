import assert from "node:assert/strict";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  type Message,
} from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { PURPOSES } from "../../../bot/github/mint";
import { tokenRequest } from "../../../bot/github/mintCall";
import { primaryLimit } from "../../../sandbox/githubApi/faults";
import { OWNED, part } from "../fleet/parts";
import { hostAws } from "../moto";
import { Promotions, type Project } from "../promotion/hosted";
import { hostFunctions } from "./functions";
import { coldStart } from "./handler";
import { takeOutput } from "./output";

const BUCKET = "marvin-bot";
const MINT = "marvin-mint";

describe("The function that promotes", () => {
  const aws = hostAws();
  const functions = hostFunctions();
  const promotions = new Promotions();
  const tokens: string[] = [];
  let churn: Project;
  let queue: SQSClient;
  let url: string;
  let invoke: (event: SQSEvent) => Promise<SQSBatchResponse>;
  let sent = 0;

  before(async () => {
    churn = await promotions.project("churn");
    queue = new SQSClient(aws.config);
    const Attributes = { FifoQueue: "true", VisibilityTimeout: "0" };
    const made = await queue.send(new CreateQueueCommand({ QueueName: "promotions.fifo", Attributes }));
    url = made.QueueUrl ?? "";
    const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" } as const;
    const storage = new S3Client(aws.config);
    await storage.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration }));
    const repository = { repository: "acme/churn", lifecycle: "active", answers: {} } as const;
    await storage.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: "fleet/prod.json",
        Body: JSON.stringify(part("prod", { ...OWNED, projects: [{ project: "churn", repository }] })),
      }),
    );
    functions.works.set(MINT, (event) => {
      const { purpose, repository: name } = tokenRequest.parse(event);
      const token = promotions.world.token({ repositories: [name], permissions: PURPOSES[purpose] });
      tokens.push(token);
      return { token, expires: Date.now() + 3_600_000 };
    });
  });

  beforeEach(() => {
    invoke = coldStart("promotion", {
      ...aws.environment,
      ...functions.environment,
      MARVIN_GITHUB_API: promotions.hosted.github.api,
      MARVIN_GITHUB_WEB: promotions.hosted.github.web,
      MARVIN_BUCKET: BUCKET,
      MARVIN_MINT_FUNCTION: MINT,
      MARVIN_PROMOTION_QUEUE: url,
      MARVIN_APP_SLUG: "app",
    });
  });

  /** Sends a message and gives it to the function, as SQS would. */
  async function heard(body: unknown): Promise<SQSBatchResponse> {
    sent++;
    await queue.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: JSON.stringify(body),
        MessageGroupId: `group-${sent}`,
        MessageDeduplicationId: `message-${sent}`,
      }),
    );
    const messages = await received();
    return invoke({ Records: messages.map(recordOf) });
  }

  async function received(): Promise<Message[]> {
    const { Messages = [] } = await queue.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ["All"],
      }),
    );
    return Messages;
  }

  it("postpones a message as long as GitHub says, and says no token", async () => {
    await churn.release("v1.0.0");
    promotions.world.faults.add({ path: /check-runs$/, answer: primaryLimit(1800) });
    const { batchItemFailures } = await heard({ kind: "promotion", repository: "acme/churn", tag: "v1.0.0" });
    assert.equal(batchItemFailures.length, 1);
    // It would be there at once: the queue itself keeps nothing invisible.
    assert.deepEqual(await received(), []);
    const output = takeOutput();
    assert.match(output, /GitHub's rate limit/);
    assert.equal(tokens.length, 2);
    for (const token of tokens) assert.ok(!output.includes(token));
  });

  it("opens a pull request, and tells the release how its deployment ended", async () => {
    const promotion = { kind: "promotion", repository: "acme/churn", tag: "v1.0.0" };
    assert.deepEqual((await heard(promotion)).batchItemFailures, []);
    assert.deepEqual(churn.open(), ["v1.0.0"]);
    const commit = await churn.merge("v1.0.0");
    const outcome = {
      kind: "outcome",
      commit,
      conclusion: "success",
      url: "https://github.com/acme/marvin/runs/1",
    };
    await heard(outcome);
    assert.deepEqual(churn.answers("v1.0.0"), ["success v1.0.0 is deployed to prod"]);
  });

  it("keeps its messages while the fleet cannot be read", async () => {
    await new S3Client(aws.config).send(
      new PutObjectCommand({ Bucket: BUCKET, Key: "fleet/prod.json", Body: "{" }),
    );
    const promotion = { kind: "promotion", repository: "acme/churn", tag: "v1.0.0" };
    assert.ok((await heard(promotion)).batchItemFailures.length > 0);
    assert.match(takeOutput(), /fleet\/prod\.json is not as a stack writes it/);
  });
});

/** As Lambda gives a message of a queue. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
function recordOf({ MessageId = "", ReceiptHandle = "", Body = "", Attributes = {} }: Message) {
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: "1573251510774",
      SenderId: "AIDAIO23YVJENQZJOL4VO",
      ApproximateFirstReceiveTimestamp: "1573251510774",
      MessageGroupId: Attributes["MessageGroupId"] ?? "",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:eu-west-1:123456789012:promotions.fifo",
    awsRegion: "eu-west-1",
  };
}
