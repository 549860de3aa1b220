import assert from "node:assert/strict";
import { mkdtempSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Context, SQSEvent, SQSRecord } from "aws-lambda";
import { TryLater } from "../../../bot/failure";
import type { FleetProject } from "../../../bot/fleet/fleet";
import { tableStates, type States } from "../../../bot/fleet/states";
import { FleetWorker } from "../../../bot/lambda/fleetWork";
import { postponing, workOff } from "../../../bot/lambda/records";
import { MOST_RECEIVES, repositoryQueueMessage } from "../../../bot/messages";
import { BRANCH } from "../../../bot/reconcile/state";
import { hostAws } from "../moto";
import { rig, TEMPLATE } from "../reconcile/rig";

const BUCKET = "fleet";

describe("the work on the queue of repositories", function () {
  this.timeout(300_000);
  const aws = hostAws();
  const at = rig();
  const counted: string[] = [];
  const said: string[] = [];
  const postponed: number[] = [];
  const projects: FleetProject[] = [];
  let sqs: SQSClient;
  let s3: S3Client;
  let queue: string;
  let dead: string;
  let states: States;
  let worker: FleetWorker;

  before(async () => {
    s3 = new S3Client({ ...aws.config, forcePathStyle: true });
    sqs = new SQSClient(aws.config);
    const dynamo = new DynamoDBClient(aws.config);
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await dynamo.send(
      new CreateTableCommand({
        TableName: "state",
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      }),
    );
    dead = await made("dead.fifo");
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ["QueueArn"] }),
    );
    const redrive = { deadLetterTargetArn: Attributes?.["QueueArn"], maxReceiveCount: MOST_RECEIVES };
    queue = await made("repositories.fifo", {
      RedrivePolicy: JSON.stringify(redrive),
      VisibilityTimeout: "0",
    });
    states = tableStates("state", DynamoDBDocumentClient.from(dynamo));
    worker = makeWorker();
  });

  async function made(QueueName: string, attributes: Record<string, string> = {}): Promise<string> {
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({ QueueName, Attributes: { FifoQueue: "true", ...attributes } }),
    );
    assert.ok(QueueUrl);
    return QueueUrl;
  }

  function makeWorker(folder = at.tools.folder): FleetWorker {
    const { tools } = at;
    const note = (message: string) => void said.push(message);
    return new FleetWorker({
      ...tools,
      folder,
      fleet: () => Promise.resolve({ template: TEMPLATE, manager: "acme/manager", projects }),
      states,
      slug: "app",
      log: { info: note, warn: note },
      count: (kind) => void counted.push(kind),
      queue,
      sqs,
      bucket: BUCKET,
      s3,
    });
  }

  async function add(name: string, template: string): Promise<void> {
    await at.rendered(name);
    projects.push(at.project(name, { template }));
  }

  const send = (body: unknown, group: string, deduplication: string) =>
    sqs.send(
      new SendMessageCommand({
        QueueUrl: queue,
        MessageBody: typeof body === "string" ? body : JSON.stringify(body),
        MessageGroupId: group,
        MessageDeduplicationId: deduplication,
      }),
    );

  /** Hands messages to the function as Lambda does, and deletes those that it does not name as failed. */
  async function drain(one: FleetWorker = worker): Promise<number> {
    let handled = 0;
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 1, AttributeNames: ["All"] }),
      );
      const [message] = Messages;
      if (message === undefined) return handled;
      const record = {
        messageId: message.MessageId ?? "",
        receiptHandle: message.ReceiptHandle ?? "",
        body: message.Body ?? "",
        attributes: message.Attributes as unknown as SQSRecord["attributes"],
        messageAttributes: {},
        md5OfBody: message.MD5OfBody ?? "",
        eventSource: "aws:sqs",
        eventSourceARN: "arn:aws:sqs:eu-west-1:123456789012:repositories.fifo",
        awsRegion: "eu-west-1",
      } satisfies SQSRecord;
      const event: SQSEvent = { Records: [record] };
      const { batchItemFailures } = await workOff(event, {} as Context, {
        schema: repositoryQueueMessage,
        work: (body, { attributes, messageId }) =>
          body.kind === "fleet"
            ? one.lookAtAll(body, `run-${messageId}`)
            : one.lookAt(body, Number(attributes.ApproximateReceiveCount) >= MOST_RECEIVES),
        postpone: (one, seconds) => {
          postponed.push(seconds);
          return postponing(queue, sqs)(one, 0);
        },
        log: { info: () => {}, warn: (text) => void said.push(text) },
        count: (what) => void counted.push(what),
      });
      handled++;
      if (batchItemFailures.length === 0) {
        await sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: record.receiptHandle }));
      }
    }
  }

  const pullsOf = (name: string) => at.github.world.repository(`acme/${name}`).state.pulls.length;
  const runs = async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "runs/" }));
    return Contents.map(({ Key = "" }) => Key).filter((key) => key.endsWith(".md"));
  };
  const read = async (Key: string) =>
    (await (await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }))).Body?.transformToString()) ?? "";

  it("writes a summary of a run that has nothing to look at", async () => {
    await send({ kind: "fleet", reason: "schedule" }, "#fleet", "empty");
    assert.equal(await drain(), 1);
    const [key = ""] = await runs();
    assert.match(await read(key), /0 projects: none/);
  });

  it("brings a release to the canary first, and keeps the others where they are", async () => {
    await add("first", "canary");
    await add("second", "stable");
    await add("third", "stable");
    await add("fourth", "v1.1.0");
    projects.push(
      at.project("rests", { lifecycle: "paused" }),
      at.project("unmanaged", { template: undefined as never }),
    );
    await send({ kind: "fleet", reason: "template-release" }, "#fleet", "release");
    assert.equal(await drain(), 5);
    assert.deepEqual(["first", "second", "third", "fourth"].map(pullsOf), [1, 0, 0, 1]);
    const keys = await runs();
    assert.equal(keys.length, 2);
    const summary = (await Promise.all(keys.map(read))).find((text) => text.includes("first")) ?? "";
    assert.match(summary, /4 projects: 2 asked, 2 nothing/);
    assert.match(summary, /\*\*Stable\*\*: v1\.2\.0 waits for the canaries: first has v1\.0\.0/);
    assert.match(summary, /\| fourth \| v1\.0\.0 \| v1\.1\.0 \| \[Pull request open\]/);
  });

  it("goes on with the others once the canary's checks have passed, and asks those alone", async () => {
    const repository = at.github.world.repository("acme/first");
    const sha = (await repository.branch(BRANCH)) ?? "";
    const now = new Date().toISOString();
    repository.state.checkRuns.push({
      id: 1,
      suite: 1,
      sha,
      branch: BRANCH,
      name: "check",
      status: "completed",
      conclusion: "success",
      detailsUrl: null,
      app: "github-actions",
      startedAt: now,
      completedAt: now,
    });
    await send({ kind: "fleet", reason: "canary-checked" }, "#fleet", "checked");
    assert.equal(await drain(), 3);
    assert.deepEqual(["first", "second", "third"].map(pullsOf), [1, 1, 1]);
    const pull = at.github.world.repository("acme/second").state.pulls[0];
    assert.match(pull?.title ?? "", /v1\.2\.0/);
  });

  it("does the same run once, however often its message comes and wherever a function dies", async () => {
    const before = (await runs()).length;
    const message = { kind: "fleet", reason: "schedule" } as const;
    await worker.lookAtAll(message, "run-twice");
    await makeWorker().lookAtAll(message, "run-twice");
    assert.equal(await drain(makeWorker()), 4);
    const keys = await runs();
    assert.equal(keys.length, before + 1);
    assert.match(await read("runs/run-twice.md"), /4 projects: 4 asked/);
    assert.deepEqual(["first", "second", "third", "fourth"].map(pullsOf), [1, 1, 1, 1]);
  });

  it("looks at a single project, by whatever case GitHub writes its name in", async () => {
    counted.length = 0;
    await send({ kind: "reconcile", project: "FOURTH" }, "fourth", "single");
    await send({ kind: "reconcile", project: "nowhere" }, "nowhere", "nowhere");
    assert.equal(await drain(), 2);
    assert.deepEqual(counted.sort(), ["Done", "Done", "asked", "nothing"]);
  });

  it("lets a message come again that cannot be done now, and counts it in its run when it is given up", async () => {
    at.github.world.faults.add({ path: "/repos/acme/third", answer: { status: 503 }, times: 999 });
    postponed.length = 0;
    await worker.lookAtAll({ kind: "fleet", reason: "schedule" }, "run-later");
    assert.equal(await drain(), 3 + MOST_RECEIVES);
    at.github.world.faults.clear();
    assert.deepEqual(postponed, [30, 60, 120, 240, 480]);
    const summary = await read("runs/run-later.md");
    assert.match(summary, /4 projects: 1 later, 3 asked/);
    assert.match(summary, /\| third \| {2}\| v1\.2\.0 \| Not possible now \| GitHub answered 503 \|/);
  });

  it("leaves nothing on its disk where the template is not to be had", async () => {
    const folder = mkdtempSync(join(at.hosted.scratch, "small-"));
    at.github.world.faults.add({ path: /template\.git/, answer: { status: 503 }, times: 999 });
    await assert.rejects(makeWorker(folder).lookAt({ kind: "reconcile", project: "first" }, false), TryLater);
    at.github.world.faults.clear();
    assert.deepEqual(readdirSync(folder), []);
  });

  it("never works on a message that is none: it ends in the dead-letter queue, and holds up nobody", async () => {
    await sqs.send(new ReceiveMessageCommand({ QueueUrl: dead, MaxNumberOfMessages: 10 }));
    await send('{"kind":"reconcile","project":"first","run":"x","extra":"ghp_secret"}', "first", "poison");
    await send("not even JSON", "first", "poison-2");
    await send({ kind: "reconcile", project: "second" }, "second", "healthy");
    said.length = 0;
    assert.equal(await drain(), 1 + 2 * MOST_RECEIVES);
    assert.ok(said.some((text) => /not a message of this queue/.test(text)));
    assert.ok(said.some((text) => /^second: asked/.test(text)));
    assert.doesNotMatch(said.join("\n"), /ghp_secret/);
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ["All"] }),
    );
    const waiting = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
    assert.equal(
      waiting.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0),
      3,
    );
  });
});
