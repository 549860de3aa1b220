import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { SecretsManagerRotationEvent } from "aws-lambda";
import { hostGitHub } from "../../sandbox/githubApi/github";
import { appKey, appOf } from "../github/app";
import { hostAws } from "../moto";
import { coldStart } from "./handler";

type Step = SecretsManagerRotationEvent["Step"];
const STEPS: readonly Step[] = ["createSecret", "setSecret", "testSecret", "finishSecret"];
const KEY = appKey();

describe("The function that turns the webhook's secret", () => {
  const aws = hostAws();
  const hosted = hostGitHub({ app: appOf([KEY]) });
  let vault: SecretsManagerClient;
  let secret: string;
  let version: string;
  let step: (step: Step) => Promise<void>;
  let invoke: (event: SecretsManagerRotationEvent) => Promise<void>;

  beforeEach(async () => {
    await aws.reset();
    vault = new SecretsManagerClient(aws.config);
    secret = await create("marvin-webhook", "the first secret");
    hosted.github.world.hook.secret = "the first secret";
    Object.assign(hosted.github.world.hook, { content_type: "json", insecure_ssl: "0" });
    hosted.github.world.requests.length = 0;
    invoke = coldStart("rotate", {
      ...aws.environment,
      MARVIN_GITHUB_API: hosted.github.api,
      MARVIN_GITHUB_WEB: hosted.github.web,
      MARVIN_APP_ID: "1",
      MARVIN_APP_KEY: await create("marvin-app-key", KEY.pem),
      MARVIN_WEBHOOK_SECRET: secret,
    });
    step = (Step) => invoke({ Step, SecretId: secret, ClientRequestToken: version });
    version = randomUUID();
  });

  async function create(Name: string, SecretString: string): Promise<string> {
    const { ARN = "" } = await vault.send(new CreateSecretCommand({ Name, SecretString }));
    return ARN;
  }

  async function value(label: string): Promise<string | undefined> {
    const command = new GetSecretValueCommand({ SecretId: secret, VersionStage: label });
    return (await vault.send(command)).SecretString;
  }

  const given = () => hosted.github.world.hook.secret;

  it("makes one, gives it to GitHub, looks, and makes it the current one", async () => {
    await step("createSecret");
    const made = await value("AWSPENDING");
    assert.match(made ?? "", /^[0-9a-f]{64}$/);
    assert.deepEqual([await value("AWSCURRENT"), given()], ["the first secret", "the first secret"]);
    await step("setSecret");
    assert.equal(given(), made);
    await step("testSecret");
    assert.equal(await value("AWSCURRENT"), "the first secret");
    await step("finishSecret");
    assert.deepEqual([await value("AWSCURRENT"), await value("AWSPREVIOUS")], [made, "the first secret"]);
  });

  it("does each step any number of times, by one secret", async () => {
    for (const one of STEPS) {
      await step(one);
      await step(one);
    }
    for (const one of STEPS) await step(one);
    assert.equal(await value("AWSCURRENT"), given());
    assert.equal(await value("AWSPREVIOUS"), "the first secret");
    assert.equal(hosted.github.world.asked("PATCH", /hook\/config$/).length, 2);
  });

  it("goes on where a rotation stopped, with the secret that GitHub may have", async () => {
    await step("createSecret");
    hosted.github.world.faults.add({ method: "PATCH", path: /hook/, cut: true, times: 1 });
    await step("setSecret").catch(() => {});
    const made = await value("AWSPENDING");
    for (const one of STEPS) await step(one);
    assert.deepEqual([await value("AWSCURRENT"), given()], [made, made]);
  });

  it("refuses steps out of their order, which would make nothing the current secret", async () => {
    for (const one of STEPS.slice(1)) await assert.rejects(step(one), /comes after createSecret/);
    assert.deepEqual([await value("AWSCURRENT"), given()], ["the first secret", "the first secret"]);
  });

  it("refuses another secret, and what is no step", async () => {
    const event = { Step: "createSecret", SecretId: "arn:another", ClientRequestToken: version } as const;
    await assert.rejects(invoke(event), /not the webhook's secret/);
    await step("createSecret");
    await assert.rejects(step("dropSecret" as Step), /not a step/);
  });

  it("keeps the secret where GitHub's webhook is not as it should be", async () => {
    await step("createSecret");
    await step("setSecret");
    hosted.github.world.hook.insecure_ssl = "1";
    await assert.rejects(step("testSecret"), /verify TLS: set both/);
    Object.assign(hosted.github.world.hook, { insecure_ssl: "0", content_type: "form" });
    await assert.rejects(step("testSecret"), /application\/json/);
    delete hosted.github.world.hook.secret;
    await assert.rejects(step("testSecret"), /no secret for the App's webhook/);
  });
});
