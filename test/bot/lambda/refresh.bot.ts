import assert from "node:assert/strict";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { AppState } from "../../../bot/github/mintCall";
import { FakeWorkspace } from "../credentials/workspaces";
import { OWNED, part } from "../fleet/parts";
import { hostAws } from "../moto";
import { hostFunctions } from "./functions";
import { coldStart } from "./handler";
import { takeOutput } from "./output";

const BUCKET = "marvin-bot";
const WELL: AppState = { currentKey: "accepted", previousKey: "refused", installation: "active" };

describe("The function that sees to tokens by schedule", () => {
  const aws = hostAws();
  const functions = hostFunctions();
  let workspace: FakeWorkspace;
  let invoke: (event: unknown) => Promise<void>;
  let mailbox: string;

  beforeEach(async () => {
    await aws.reset();
    workspace = new FakeWorkspace({ identity: "ey.identity", access: "access" });
    await workspace.start();
    workspace.principals.add("42");
    const vault = new SecretsManagerClient(aws.config);
    const secret = async (Name: string) =>
      (await vault.send(new CreateSecretCommand({ Name, SecretString: "planted" }))).ARN ?? "";
    const topics = new SNSClient(aws.config);
    const { TopicArn = "" } = await topics.send(new CreateTopicCommand({ Name: "marvin-bot" }));
    const { QueueUrl = "" } = await new SQSClient(aws.config).send(
      new CreateQueueCommand({ QueueName: "mailbox" }),
    );
    mailbox = QueueUrl;
    const Endpoint = "arn:aws:sqs:eu-west-1:123456789012:mailbox";
    await topics.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint }));
    const storage = new S3Client(aws.config);
    const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" } as const;
    await storage.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration }));
    const projects = [
      {
        project: "churn",
        repository: { repository: "acme/churn", lifecycle: "active" as const, answers: {} },
        principal: { host: workspace.host, id: "42" },
      },
    ];
    await storage.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: "fleet/prod.json",
        Body: JSON.stringify(part("prod", { ...OWNED, projects })),
      }),
    );
    invoke = coldStart("refresh", {
      ...aws.environment,
      ...functions.environment,
      ...workspace.environment,
      MARVIN_BUCKET: BUCKET,
      MARVIN_MINT_FUNCTION: "marvin-mint",
      MARVIN_DATABRICKS_CLIENT: workspace.client,
      MARVIN_APP_KEY: await secret("marvin-app-key"),
      MARVIN_WEBHOOK_SECRET: await secret("marvin-webhook"),
      MARVIN_TOPIC: TopicArn,
    });
    let minted = 0;
    functions.works.set("marvin-mint", () => ({
      token: `token-${++minted}`,
      expires: Date.now() + 3600_000,
    }));
    takeOutput();
  });

  afterEach(() => workspace.stop());

  async function mail(): Promise<{ readonly Subject: string; readonly Message: string }[]> {
    const { Messages = [] } = await new SQSClient(aws.config).send(
      new ReceiveMessageCommand({ QueueUrl: mailbox, MaxNumberOfMessages: 10 }),
    );
    return Messages.map(({ Body = "" }) => JSON.parse(Body) as { Subject: string; Message: string });
  }

  it("gives a principal its credential, and each time one with its whole life before it", async () => {
    await invoke({ task: "credentials" });
    assert.equal(workspace.of("42")[0]?.token, "token-1");
    await invoke({ task: "credentials" });
    assert.deepEqual(
      workspace.of("42").map(({ token }) => token),
      ["token-2"],
    );
    assert.match(takeOutput(), /"CredentialsStale":0/);
  });

  it("fails where a credential is not fresh, and says which and why", async () => {
    functions.works.set("marvin-mint", () => ({ refused: "the App's installation is suspended" }));
    await assert.rejects(
      invoke({ task: "credentials" }),
      /^Error: Git credentials that are not fresh: 1, first that of churn in prod: the App's installation is suspended$/,
    );
    assert.match(takeOutput(), /"CredentialsStale":1/);
  });

  it("says that AWS makes no tokens for Databricks, and what to do", async () => {
    const Error = { Type: "Sender", Code: "OutboundWebIdentityFederationDisabledException", Message: "off" };
    const xml = Object.entries(Error).map(([name, value]) => `<${name}>${value}</${name}>`);
    const body = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error>${xml.join("")}</Error></ErrorResponse>`;
    workspace.failures.set("POST /", { status: 403, body, times: 9 });
    await assert.rejects(invoke({ task: "credentials" }), /enable-outbound-web-identity-federation/);
  });

  it("reports what somebody has to do, to the topic", async () => {
    functions.works.set("marvin-mint", (event) => {
      assert.deepEqual(event, { report: "app" });
      return { ...WELL, installation: "suspended" };
    });
    await invoke({ task: "report" });
    const [report, ...others] = await mail();
    assert.equal(others.length, 0);
    assert.equal(report?.Subject, "Marvin's bot: 2 things to see to");
    const lines = (report?.Message ?? "").trim().split("\n");
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? "", /^- The App's installation is suspended/);
    assert.match(lines[1] ?? "", /^- The webhook's secret does not turn by itself/);
  });

  it("reports that the function that mints does not answer, and not what it said", async () => {
    functions.works.set("marvin-mint", () => Promise.reject(new Error("planted")));
    await invoke({ task: "report" });
    const [report] = await mail();
    assert.match(report?.Message ?? "", /could not be asked: marvin-mint failed: see its log/);
    assert.doesNotMatch(JSON.stringify(report) + takeOutput(), /planted/);
  });

  it("does nothing that it was not asked for", async () => {
    for (const event of [{}, { task: "all" }, undefined, "credentials"]) {
      await assert.rejects(invoke(event), /no task/);
    }
    assert.deepEqual(workspace.requests, []);
  });
});
