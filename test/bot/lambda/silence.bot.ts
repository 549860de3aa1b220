import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { delimiter, dirname, join } from "node:path";
import { inspect } from "node:util";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { pythonWith } from "../../../cli/python/environment";
import { hostGitHub } from "../../sandbox/githubApi/github";
import { FakeWorkspace } from "../credentials/workspaces";
import { deliveryRequest, signedRequest } from "../deliveryRequest";
import { PLACE, release } from "../events";
import { OWNED, part } from "../fleet/parts";
import { appKey, appOf } from "../github/app";
import { hostAws } from "../moto";
import { makeTemplate, TEMPLATE } from "../reconcile/rig";
import { hostFunctions } from "./functions";
import { coldStart } from "./handler";
import { takeOutput } from "./output";
import { BUCKET, MAILBOX, standOn } from "./stand";

const [FIRST, SECOND] = [appKey(), appKey()];
const ERROR = "planted-in-the-answer-of-a-service";
const PLANTED = {
  webhook: "planted-webhook-secret",
  identity: "planted.identity.token",
  access: "planted-access-token",
  key: "planted-in-place-of-a-key",
  part: "planted-in-a-part-of-the-fleet",
  body: "planted-in-the-body-of-a-delivery",
};

/** Every function, as it works and as it fails, with secrets in all that it reads and is answered. */
describe("What functions say", () => {
  const aws = hostAws();
  const functions = hostFunctions();
  const hosted = hostGitHub({ app: appOf([FIRST, SECOND]) });
  const workspace = new FakeWorkspace({ identity: PLANTED.identity, access: PLANTED.access });
  const thrown: unknown[] = [];
  const secrets = new Set<string>([
    ERROR,
    ...Object.values(PLANTED),
    ...linesOf(FIRST.pem),
    ...linesOf(SECOND.pem),
  ]);
  const said = { output: "", mail: "" };
  let vault: SecretsManagerClient;
  let variables: Record<string, string>;

  before(async () => {
    await workspace.start();
    workspace.principals.add("42");
    await hosted.github.world.create({ name: "churn" });
    await hosted.github.world.create({ name: OWNED.manager.split("/")[1] ?? "" });
    await makeTemplate(hosted.github);
    vault = new SecretsManagerClient(aws.config);
    variables = {
      ...(await standOn(aws, { appKey: FIRST.pem, webhook: PLANTED.webhook })),
      ...aws.environment,
      ...functions.environment,
      ...workspace.environment,
      MARVIN_GITHUB_API: hosted.github.api,
      MARVIN_GITHUB_WEB: hosted.github.web,
      MARVIN_INSTALLATION: "1",
      MARVIN_DATABRICKS_CLIENT: workspace.client,
    };
    await write(goodPart());
    takeOutput();
  });
  after(() => workspace.stop());
  afterEach(() => {
    hosted.github.world.faults.clear();
    workspace.failures.clear();
    said.output += takeOutput();
  });

  function goodPart() {
    const repository = {
      repository: "acme/churn",
      lifecycle: "active" as const,
      template: "v1.1.0",
      answers: { project_name: "churn" },
    };
    const principal = { host: workspace.host, id: "42" };
    const projects = [{ project: "churn", repository, principal }];
    return part("prod", { ...OWNED, template: TEMPLATE, projects });
  }

  const write = (content: unknown) =>
    new S3Client(aws.config).send(
      new PutObjectCommand({ Bucket: BUCKET, Key: "fleet/prod.json", Body: JSON.stringify(content) }),
    );

  /** Invokes a function from a cold start, and keeps what it throws. */
  async function run(name: Parameters<typeof coldStart>[0], event: unknown): Promise<unknown> {
    try {
      return await coldStart<unknown, unknown>(name, variables)(event);
    } catch (error) {
      thrown.push(error);
      return undefined;
    }
  }

  const keep = (SecretString: string) =>
    vault.send(new PutSecretValueCommand({ SecretId: "marvin-app-key", SecretString }));
  const planted = (status: number, times = 9) => ({ answer: { status, message: ERROR }, times });

  it("webhook", async () => {
    const { webhook, body } = PLANTED;
    const signed = (event: string, payload: unknown) => signedRequest(webhook, event, payload, randomUUID());
    await run("webhook", {
      ...signed("release", release(`${PLACE.manager.split("/")[0]}/churn`, "published")),
    });
    await run("webhook", signed("ping", { zen: body, hook: { config: { secret: webhook } } }));
    await run(
      "webhook",
      signed("release", { ...release("acme/churn", "published"), repository: { name: body } }),
    );
    await run("webhook", signedRequest("another", "release", { secret: webhook }));
    const text = `{ "${body}`;
    const signature = `sha256=${createHmac("sha256", webhook).update(text).digest("hex")}`;
    await run("webhook", deliveryRequest({ event: "release", body: text, signature }));
    await run("webhook", deliveryRequest({ type: "text/plain", body, signature: webhook }));
    const { MARVIN_DELIVERIES: table = "" } = variables;
    variables["MARVIN_DELIVERIES"] = "gone";
    const failing = { ...release("acme/churn", "published", "v3.0.0"), installation: { id: 1 } };
    await run("webhook", signed("release", failing));
    variables["MARVIN_DELIVERIES"] = table;
    assert.equal(thrown.length, 1);
  });

  it("mint", async () => {
    const ask = { purpose: "clone", repository: "acme/churn" };
    const { faults } = hosted.github.world;
    const answer = (await run("mint", ask)) as { readonly token: string };
    assert.match(answer.token, /^ghs_/);
    for (const status of [400, 403, 404, 422]) {
      faults.add({ path: /access_tokens/, ...planted(status) });
      await run("mint", ask);
      faults.clear();
      faults.add({ path: /installations\/1$/, ...planted(status) });
      await run("mint", ask);
      await run("mint", { report: "app" });
      faults.clear();
    }
    faults.add({ path: /access_tokens/, ...planted(502, 1) });
    await run("mint", ask);
    await keep(PLANTED.key);
    await run("mint", ask);
    await keep(`-----BEGIN RSA PRIVATE KEY-----\n${PLANTED.key}\n-----END RSA PRIVATE KEY-----\n`);
    await run("mint", ask);
    await run("mint", { report: "app" });
    await keep(FIRST.pem);
    await keep(SECOND.pem);
    await run("mint", { ...ask, secret: PLANTED.key });
    await write({ ...goodPart(), catalog: { [PLANTED.part]: 1 }, [PLANTED.part]: 2 });
    await run("mint", ask);
    await write(goodPart());
    assert.ok(thrown.length > 1);
  });

  it("refresh", async () => {
    functions.works.set("marvin-mint", (event) => run("mint", event));
    await run("refresh", { task: "credentials" });
    assert.match(workspace.of("42")[0]?.token ?? "", /^ghs_/);
    const echo = {
      error_code: "INVALID_PARAMETER_VALUE",
      message: `${ERROR} ${workspace.of("42")[0]?.token}`,
    };
    const id = workspace.of("42")[0]?.id;
    for (const at of [`GET /api/2.0/git-credentials`, `PATCH /api/2.0/git-credentials/${id}`]) {
      workspace.failures.set(at, { status: 400, body: echo, times: 9 });
      await run("refresh", { task: "credentials" });
      workspace.failures.clear();
    }
    const codes = { error: PLANTED.access, error_code: `${ERROR}!`, error_description: PLANTED.identity };
    workspace.failures.set("POST /oidc/v1/token", { status: 401, body: codes, times: 9 });
    await run("refresh", { task: "credentials" });
    workspace.failures.set("POST /oidc/v1/token", { status: 200, body: `{${PLANTED.access}`, times: 9 });
    await run("refresh", { task: "credentials" });
    workspace.failures.clear();
    // An answer that the SDK cannot read: it quotes such ones.
    workspace.failures.set("POST /", { status: 200, body: `<a>${PLANTED.identity}</b`, times: 9 });
    await run("refresh", { task: "credentials" });
    workspace.failures.clear();
    for (const work of [() => Promise.reject(new Error(ERROR)), () => ({ token: ERROR, expires: "never" })]) {
      functions.works.set("marvin-mint", work);
      await run("refresh", { task: "credentials" });
      await run("refresh", { task: "report" });
    }
    await run("refresh", { task: PLANTED.key });
    const mailbox = `${aws.config.endpoint}/123456789012/${MAILBOX}`;
    const { Messages = [] } = await new SQSClient(aws.config).send(
      new ReceiveMessageCommand({ QueueUrl: mailbox, MaxNumberOfMessages: 10 }),
    );
    assert.ok(Messages.length > 0);
    said.mail = JSON.stringify(Messages);
  });

  it("reconcile", async () => {
    const copier = await pythonWith(join("template", "requirements", "copier.txt"));
    const path = process.env["PATH"] ?? "";
    process.env["PATH"] = `${dirname(copier)}${delimiter}${path}`;
    variables["MARVIN_APP_SLUG"] = hosted.github.world.app.slug;
    functions.works.set("marvin-mint", (event) => run("mint", event));
    const { faults } = hosted.github.world;
    const churn = { kind: "reconcile", project: "churn" };
    for (const at of [/churn.*upload-pack/, /template.*upload-pack/, /receive-pack/, /repos\/acme\/churn$/]) {
      faults.add({ path: at, ...planted(403) });
      await run("reconcile", queued(churn));
      faults.clear();
    }
    await run("reconcile", queued(churn));
    assert.match((await hosted.github.world.repository("acme/churn").file("README.md")) ?? "", /# churn/);
    await run("reconcile", queued({ ...churn, [PLANTED.body]: 1 }));
    await run("reconcile", queued({ kind: PLANTED.body }));
    functions.works.set("marvin-mint", () => Promise.reject(new Error(ERROR)));
    await run("reconcile", queued(churn));
    await run("reconcile", queued({ kind: "fleet", reason: "schedule" }));
    process.env["PATH"] = path;
  });

  it("promotion", async () => {
    functions.works.set("marvin-mint", (event) => run("mint", event));
    const { faults } = hosted.github.world;
    const asked = { kind: "promotion", repository: "acme/churn", tag: "v1.0.0" };
    const ended = {
      kind: "outcome",
      commit: "a".repeat(40),
      conclusion: "success",
      url: "https://example.com/1",
    };
    for (const status of [400, 403, 404, 422]) {
      faults.add({ path: /repos\/acme\//, ...planted(status) });
      await run("promotion", queued(asked));
      await run("promotion", queued(ended));
      faults.clear();
    }
    await run("promotion", queued(asked));
    await run("promotion", queued({ ...asked, [PLANTED.body]: 1 }));
    await run("promotion", queued({ kind: PLANTED.body }));
    functions.works.set("marvin-mint", () => Promise.reject(new Error(ERROR)));
    await run("promotion", queued(asked));
    assert.ok(hosted.github.world.asked("GET", /\/releases\/tags\/v1\.0\.0$/).length > 0);
  });

  it("rotate", async () => {
    const version = randomUUID();
    const { MARVIN_WEBHOOK_SECRET: SecretId = "" } = variables;
    const step = (Step: string) => run("rotate", { Step, SecretId, ClientRequestToken: version });
    await step("createSecret");
    const pending = await vault.send(new GetSecretValueCommand({ SecretId, VersionStage: "AWSPENDING" }));
    secrets.add(pending.SecretString ?? "");
    for (const status of [403, 422]) {
      hosted.github.world.faults.add({ path: /hook\/config/, ...planted(status) });
      await step("setSecret");
      await step("testSecret");
      hosted.github.world.faults.clear();
    }
    for (const one of ["setSecret", "testSecret", "finishSecret", PLANTED.key]) await step(one);
    await run("rotate", { Step: "createSecret", SecretId: PLANTED.key, ClientRequestToken: PLANTED.key });
    assert.equal(hosted.github.world.hook.secret, pending.SecretString);
  });

  it("has no secret in it: no key, no token, nothing of what services answered", () => {
    for (const { answer } of hosted.github.world.requests) {
      const { token } = (answer?.body ?? {}) as { readonly token?: string };
      if (token !== undefined) secrets.add(token);
    }
    const errors = thrown.map((error) => inspect(error, { depth: 9, showHidden: true })).join("\n");
    // Something was said, and went wrong, and there was something to hide.
    assert.ok(said.output.split("\n").length > 60);
    assert.ok(thrown.length > 15);
    assert.ok([...secrets].filter((secret) => secret.startsWith("ghs_")).length > 4);
    for (const secret of secrets) {
      assert.ok(secret.length > 8);
      const forms = [
        secret,
        Buffer.from(secret).toString("base64").replace(/=+$/, "").slice(0, -1),
        encodeURIComponent(secret),
      ];
      for (const [where, text] of Object.entries({ ...said, errors })) {
        const form = forms.find((one) => text.includes(one));
        assert.ok(form === undefined, `${where} has a secret: ${excerpt(text, form ?? "")}`);
      }
    }
    const all = `${said.output}${said.mail}${errors}`;
    assert.doesNotMatch(all, /eyJ[\w-]{8,}\.[\w-]{8,}/, "a JSON web token");
    assert.doesNotMatch(all, /PRIVATE KEY/);
    assert.doesNotMatch(all, /Bearer |x-access-token/i);
  });
});

/** A message as the queue of repositories hands it over. */
function queued(body: unknown) {
  const attributes = {
    ApproximateReceiveCount: "1",
    SentTimestamp: String(Date.now()),
    MessageGroupId: "churn",
  };
  const record = { messageId: randomUUID(), receiptHandle: "a", body: JSON.stringify(body), attributes };
  return { Records: [{ ...record, eventSource: "aws:sqs", messageAttributes: {} }] };
}

/** A key's text, in pieces that a line of a log could have. */
function linesOf(pem: string): string[] {
  return pem.split("\n").filter((line) => line.length > 20 && !line.startsWith("-----"));
}

function excerpt(text: string, form: string): string {
  const at = text.indexOf(form);
  return text.slice(Math.max(0, at - 200), at + form.length + 40);
}
