import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle, FUNCTIONS } from "../../bot/image/bundle";
import type { FunctionName, VariablesOf } from "../../bot/lambda/environment";
import { hostGitHub } from "../sandbox/githubApi/github";
import { deliveryRequest, signedRequest } from "./deliveryRequest";
import { appKey, appOf } from "./github/app";
import { hostAws } from "./moto";
import type { Ended } from "./runtime/api";
import { startFunction, type Running } from "./runtime/function";

const KEY = appKey();
const SECRET = "the-webhook-secret-of-this-test";
/** What looks like a token, in places where none should be. */
const MARK = "ghs_16C7e42F292c6912E7710c838347Ae178B4a";

describe("the bundled functions, under AWS' runtime client", () => {
  const aws = hostAws();
  const hosted = hostGitHub({ app: appOf([KEY]) });
  const running: Running[] = [];
  let folder: string;

  const start = async (name: FunctionName, variables: Readonly<Record<string, string>> = {}) => {
    const started = await startFunction(name, folder, { ...aws.environment, ...variables });
    running.push(started);
    return started;
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "marvin-bundle-"));
    await bundle(folder);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((started) => started.stop()));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("answers GitHub's ping, and to whoever does not sign says nothing", async () => {
    const webhook = await start("webhook", await webhookVariables());
    const ping = await webhook.invoke(
      signedRequest(SECRET, "ping", { zen: "Design for failure.", hook_id: 1 }),
    );
    assert.deepEqual(ping, {
      kind: "answered",
      answer: {
        statusCode: 200,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ result: "pong" }),
      },
    });
    const nobody = { kind: "answered", answer: { statusCode: 401 } };
    assert.deepEqual(await webhook.invoke(deliveryRequest({})), nobody);
    assert.deepEqual(await webhook.invoke(signedRequest("another-secret", "ping", {})), nobody);
    assert.ok(!webhook.logged().includes(SECRET));
  });

  it("fails by the bot's own words, without a stack, and works on", async () => {
    const variables = await webhookVariables();
    const webhook = await start("webhook", { ...variables, MARVIN_WEBHOOK_SECRET: "marvin/no-such-secret" });
    const failed = await webhook.invoke(signedRequest(SECRET, "ping", { zen: MARK }));
    assert.equal(failed.kind, "failed");
    assert.match(errorOf(failed).errorMessage, /the secret marvin\/no-such-secret has no value/);
    assertSilent(failed, webhook);
    assert.deepEqual(await webhook.invoke(deliveryRequest({ method: "GET" })), {
      kind: "answered",
      answer: {
        statusCode: 405,
        headers: { "content-type": "application/json", allow: "POST" },
        body: JSON.stringify({ result: "post-only" }),
      },
    });
  });

  it("reaches GitHub by Octokit, which the bundle brings along", async () => {
    const vault = new SecretsManagerClient(aws.config);
    await aws.reset();
    const secret = new CreateSecretCommand({ Name: "marvin/app-key", SecretString: KEY.pem });
    const { ARN = "" } = await vault.send(secret);
    const mint = await start("mint", {
      MARVIN_GITHUB_API: hosted.github.api,
      MARVIN_GITHUB_WEB: hosted.github.web,
      MARVIN_BUCKET: "marvin-bot",
      MARVIN_APP_ID: "1",
      MARVIN_APP_KEY: ARN,
      MARVIN_INSTALLATION: "1",
    } satisfies VariablesOf<"mint">);
    assert.deepEqual(await mint.invoke({ report: "app" }), {
      kind: "answered",
      answer: { currentKey: "accepted", previousKey: "absent", installation: "active" },
    });
    assert.ok(!/PRIVATE KEY/.test(mint.logged()));
  });

  for (const name of FUNCTIONS) {
    it(`${name} repeats nothing of an event or a variable that it cannot make out`, async () => {
      const started = await start(name, { MARVIN_GITHUB_API: MARK });
      const ended = await started.invoke(nonsenseFor(name));
      assertSilent(ended, started);
      assert.deepEqual(started.initErrors, []);
    });
  }

  async function webhookVariables() {
    const vault = new SecretsManagerClient(aws.config);
    await aws.reset();
    const { ARN = "" } = await vault.send(
      new CreateSecretCommand({ Name: "marvin/webhook", SecretString: SECRET }),
    );
    return {
      MARVIN_WEBHOOK_SECRET: ARN,
      MARVIN_INSTALLATION: "1",
      MARVIN_APP_SLUG: "app",
      MARVIN_TEMPLATE: "acme/template",
      MARVIN_MANAGER: "acme/projects",
      MARVIN_DELIVERIES: "deliveries",
      MARVIN_REPOSITORY_QUEUE: "https://sqs.eu-west-1.amazonaws.com/123456789012/repositories.fifo",
      MARVIN_PROMOTION_QUEUE: "https://sqs.eu-west-1.amazonaws.com/123456789012/promotions.fifo",
    } satisfies VariablesOf<"webhook">;
  }
});

/** An event of the kind that the function gets, with what is not in it. */
function nonsenseFor(name: FunctionName): unknown {
  switch (name) {
    case "webhook":
      return deliveryRequest({ body: JSON.stringify({ token: MARK }), signature: `sha256=${MARK}` });
    case "reconcile":
    case "promotion":
      return messageOf(JSON.stringify({ kind: MARK }));
    case "mint":
      return { purpose: MARK, repository: "acme/churn" };
    case "refresh":
      return { task: MARK };
    case "rotate":
      return { Step: MARK, SecretId: MARK, ClientRequestToken: MARK };
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html, as a FIFO queue gives it */
function messageOf(body: string): unknown {
  return {
    Records: [
      {
        messageId: "11d6ee51-4cc7-4302-9e22-7cd8afdaadf5",
        receiptHandle: "AQEBBX8nesZEXmkhsmZeyIE8iQAMig7qw...",
        body,
        attributes: {
          ApproximateReceiveCount: "1",
          SentTimestamp: "1573251510774",
          SequenceNumber: "18849496460467696128",
          MessageGroupId: "churn",
          SenderId: "AIDAIO23YVJENQZJOL4VO",
          MessageDeduplicationId: "1",
          ApproximateFirstReceiveTimestamp: "1573251510774",
        },
        messageAttributes: {},
        md5OfBody: "e4e68fb7bd0e697a0ae8f1bb342846b3",
        eventSource: "aws:sqs",
        eventSourceARN: "arn:aws:sqs:eu-west-1:123456789012:repositories.fifo",
        awsRegion: "eu-west-1",
      },
    ],
  };
}

function errorOf(ended: Ended) {
  assert.ok(ended.kind === "failed");
  return ended.error;
}

/** Neither Lambda, which keeps a function's error, nor the log has seen a token, and Lambda no stack. */
function assertSilent(ended: Ended, running: Running): void {
  assert.ok(!JSON.stringify(ended).includes(MARK));
  assert.ok(!running.logged().includes(MARK), "in the log");
  if (ended.kind === "failed") assert.deepEqual(ended.error.trace, [""]);
}
