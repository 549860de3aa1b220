import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { CreateTableCommand, DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
  type Message,
} from "@aws-sdk/client-sqs";
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";
import { LARGEST_BODY } from "../../../bot/webhook/delivery";
import { deliveryRequest, signedRequest } from "../deliveryRequest";
import { BOT, deployment, installation, PLACE, pullRequest, release } from "../events";
import { hostAws } from "../moto";
import { coldStart } from "./handler";
import { takeOutput } from "./output";

const SECRET = "the webhook's secret of today";

describe("The function that hears webhooks", () => {
  const aws = hostAws();
  let queue: SQSClient;
  let vault: SecretsManagerClient;
  let urls: { readonly repositories: string; readonly promotions: string };
  let start: () => void;
  let invoke: (event: LambdaFunctionURLEvent) => Promise<LambdaFunctionURLResult>;

  beforeEach(async () => {
    await aws.reset();
    queue = new SQSClient(aws.config);
    vault = new SecretsManagerClient(aws.config);
    urls = { repositories: await fifo("repositories"), promotions: await fifo("promotions") };
    const { ARN = "" } = await vault.send(
      new CreateSecretCommand({ Name: "marvin-webhook", SecretString: SECRET }),
    );
    await new DynamoDBClient(aws.config).send(
      new CreateTableCommand({
        TableName: "deliveries",
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      }),
    );
    start = () => {
      invoke = coldStart("webhook", {
        ...aws.environment,
        MARVIN_WEBHOOK_SECRET: ARN,
        MARVIN_INSTALLATION: String(PLACE.installation),
        MARVIN_APP_SLUG: PLACE.slug,
        MARVIN_TEMPLATE: PLACE.template,
        MARVIN_MANAGER: PLACE.manager,
        MARVIN_DELIVERIES: "deliveries",
        MARVIN_REPOSITORY_QUEUE: urls.repositories,
        MARVIN_PROMOTION_QUEUE: urls.promotions,
      });
    };
    start();
    takeOutput();
  });

  async function fifo(name: string): Promise<string> {
    const { QueueUrl = "" } = await queue.send(
      new CreateQueueCommand({ QueueName: `${name}.fifo`, Attributes: { FifoQueue: "true" } }),
    );
    return QueueUrl;
  }

  async function messages(url = urls.promotions): Promise<Message[]> {
    const { Messages = [] } = await queue.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ["All"],
        VisibilityTimeout: 0,
      }),
    );
    return Messages;
  }

  async function heard(
    request: LambdaFunctionURLEvent,
  ): Promise<[status: number | undefined, word: unknown]> {
    const answer = await invoke(request);
    assert.ok(typeof answer === "object");
    const body = answer.body === undefined ? {} : (JSON.parse(answer.body) as { readonly result?: unknown });
    return [answer.statusCode, body.result];
  }

  const signed = (event: string, payload: unknown, id: string = randomUUID(), secret = SECRET) =>
    signedRequest(secret, event, payload, id);

  it("queues what an event means, in the group of its repository", async () => {
    const id = randomUUID();
    assert.deepEqual(await heard(signed("release", release("acme/churn", "published"), id)), [202, "queued"]);
    const [message, ...others] = await messages();
    assert.equal(others.length, 0);
    assert.deepEqual(JSON.parse(message?.Body ?? ""), {
      kind: "promotion",
      repository: "acme/churn",
      tag: "v1.2.0",
    });
    assert.equal(message?.Attributes?.MessageGroupId, "churn");
    assert.equal(message?.Attributes?.MessageDeduplicationId, id);
    const merged = pullRequest("acme/churn", "closed", "marvin/template");
    assert.deepEqual(await heard(signed("pull_request", merged)), [202, "queued"]);
    const [other] = await messages(urls.repositories);
    assert.deepEqual(JSON.parse(other?.Body ?? ""), { kind: "reconcile", project: "churn" });
  });

  it("hears a body in base64, as the function's URL gives what is no text", async () => {
    const request = signed("release", release("acme/churn", "published"));
    const encoded = Buffer.from(request.body ?? "").toString("base64");
    assert.deepEqual(await heard({ ...request, isBase64Encoded: true, body: encoded }), [202, "queued"]);
  });

  it("answers a ping, and what is nothing to it", async () => {
    assert.deepEqual(await heard(signed("ping", { zen: "Design for failure.", hook_id: 1 })), [200, "pong"]);
    assert.deepEqual(await heard(signed("star", { action: "created" })), [202, "nothing"]);
    const own = { ...pullRequest("acme/churn", "closed", "marvin/template"), sender: BOT };
    assert.deepEqual(await heard(signed("pull_request", own)), [202, "nothing"]);
    assert.deepEqual(await heard(signed("deployment", deployment({ task: "deploy" }))), [202, "nothing"]);
    assert.equal((await messages()).length, 0);
  });

  it("hears a delivery once, by its number", async () => {
    const id = randomUUID();
    const payload = release("acme/churn", "published");
    assert.deepEqual(await heard(signed("release", payload, id)), [202, "queued"]);
    assert.deepEqual(await heard(signed("release", payload, id)), [200, "heard-before"]);
    const another = release("acme/churn", "published", "v9.9.9");
    assert.deepEqual(await heard(signed("release", another, id.toUpperCase())), [200, "heard-before"]);
    assert.equal((await messages()).length, 1);
  });

  it("hears a body once, under whatever number it comes", async () => {
    const payload = release("acme/churn", "published");
    assert.deepEqual(await heard(signed("release", payload)), [202, "queued"]);
    // By another instance of the function, which knows what is in the table alone.
    start();
    assert.deepEqual(await heard(signed("release", payload)), [200, "heard-before"]);
    assert.equal((await messages()).length, 1);
  });

  it("remembers deliveries by digests, and until a time", async () => {
    const before = Date.now() / 1000;
    await heard(signed("release", release("acme/churn", "published")));
    const { Items = [] } = await new DynamoDBClient(aws.config).send(
      new ScanCommand({ TableName: "deliveries" }),
    );
    assert.deepEqual(Items.map(({ id }) => (id?.S ?? "").replace(/#[\w+/]{43}=$/, "")).sort(), [
      "body",
      "delivery",
    ]);
    for (const { expiration } of Items) {
      assert.ok(Number(expiration?.N) > before + 89 * 24 * 3600);
    }
    assert.doesNotMatch(JSON.stringify(Items), /churn/);
  });

  it("queues once what comes twice at the same time", async () => {
    const request = signed("release", release("acme/churn", "published"));
    const [one, other] = await Promise.all([heard(request), heard(request)]);
    assert.deepEqual([one[0], other[0]].sort(), [202, 409]);
    assert.equal((await messages()).length, 1);
  });

  it("hears a delivery again whose message could not be sent", async () => {
    await queue.send(new DeleteQueueCommand({ QueueUrl: urls.promotions }));
    const request = signed("release", release("acme/churn", "published"));
    await assert.rejects(invoke(request), /QueueDoesNotExist/);
    await fifo("promotions");
    assert.deepEqual(await heard(request), [202, "queued"]);
    assert.equal((await messages()).length, 1);
  });

  it("turns away what is not signed with the secret, before it is looked at", async () => {
    const payload = release("acme/churn", "published");
    const good = signed("release", payload);
    const unsigned = { ...good, headers: { ...good.headers, "x-hub-signature-256": undefined } };
    const changed = { ...good, body: (good.body ?? "").replace("v1.2.0", "v6.6.6") };
    for (const request of [
      unsigned,
      changed,
      signed("release", payload, randomUUID(), "another"),
      signed("no_such_event", "no payload", randomUUID(), "another"),
    ]) {
      assert.deepEqual(await heard(request), [401, undefined]);
    }
    assert.equal((await messages()).length, 0);
    // None of them is in the way of the real one.
    assert.deepEqual(await heard(good), [202, "queued"]);
  });

  it("takes the secret that comes in and the one that goes while they turn", async () => {
    const next = "the webhook's secret of tomorrow";
    const events = ["v1.0.0", "v1.0.1", "v1.0.2", "v1.0.3"].map((tag) =>
      release("acme/churn", "published", tag),
    );
    const put = (VersionStages: string[], SecretString: string) =>
      vault.send(new PutSecretValueCommand({ SecretId: "marvin-webhook", SecretString, VersionStages }));
    await put(["AWSPENDING"], next);
    start();
    assert.deepEqual(await heard(signed("release", events[0], undefined, SECRET)), [202, "queued"]);
    assert.deepEqual(await heard(signed("release", events[1], undefined, next)), [202, "queued"]);
    await put(["AWSCURRENT"], next);
    start();
    assert.deepEqual(await heard(signed("release", events[2], undefined, SECRET)), [202, "queued"]);
    assert.deepEqual(await heard(signed("release", events[3], undefined, next)), [202, "queued"]);
    await put(["AWSCURRENT"], "the one after it");
    start();
    assert.deepEqual(await heard(signed("release", events[0], undefined, SECRET)), [401, undefined]);
  });

  it("turns away what is too large, no JSON, no POST, or not as GitHub describes it", async () => {
    const large = deliveryRequest({ event: "release", body: "x".repeat(LARGEST_BODY + 1) });
    assert.deepEqual(await heard(large), [413, "too-large"]);
    assert.deepEqual(await heard(deliveryRequest({ method: "GET" })), [405, "post-only"]);
    const payload = { ...release("acme/churn", "published"), release: { tag_name: 7 } };
    assert.deepEqual(await heard(signed("release", payload)), [400, "not-understood: release.tag_name"]);
    const signature = `sha256=${createHmac("sha256", SECRET).update("{").digest("hex")}`;
    const text = deliveryRequest({ event: "release", body: "{", signature });
    assert.deepEqual(await heard(text), [400, "not-json"]);
  });

  it("hears no other installation, and no other organisation", async () => {
    const payload = release("acme/churn", "published");
    const foreign = { ...payload, installation: { id: PLACE.installation + 1 } };
    assert.deepEqual(await heard(signed("release", foreign)), [202, "nothing"]);
    assert.deepEqual(await heard(signed("release", release("elsewhere/churn", "published"))), [
      202,
      "nothing",
    ]);
    assert.equal((await messages()).length, 0);
  });

  it("says once, and counts, that the App was taken away", async () => {
    const gone = signed("installation", installation("suspend"));
    assert.equal((await heard(gone))[0], 202);
    const output = takeOutput();
    assert.match(output, /the installation was suspended: the bot cannot work there/);
    assert.match(output, /"InstallationRevoked":1/);
    assert.deepEqual(await heard(gone), [200, "heard-before"]);
    assert.doesNotMatch(takeOutput(), /InstallationRevoked/);
    assert.deepEqual(await heard(signed("installation", installation("suspend", 1))), [202, "nothing"]);
    assert.equal((await messages(urls.repositories)).length, 0);
  });
});
