import assert from "node:assert/strict";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { appState, tokenAnswer } from "../../../bot/github/mintCall";
import { hostGitHub } from "../../sandbox/githubApi/github";
import { OWNED, part } from "../fleet/parts";
import { appKey, appOf } from "../github/app";
import { hostAws } from "../moto";
import { coldStart } from "./handler";

const FIRST = appKey();
const SECOND = appKey();
const BUCKET = "marvin-bot";

describe("The function that mints", () => {
  const aws = hostAws();
  const hosted = hostGitHub({ app: appOf([FIRST, SECOND]) });
  let invoke: (event: unknown) => Promise<unknown>;
  let secret: string;

  before(async () => {
    for (const name of ["churn", "payroll", "marvin", "marvin-template"]) {
      await hosted.github.world.create({ name });
    }
    const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" } as const;
    await new S3Client(aws.config).send(
      new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration }),
    );
    await write(part("prod", { ...OWNED, projects: [CHURN] }));
    const { ARN = "" } = await new SecretsManagerClient(aws.config).send(
      new CreateSecretCommand({ Name: "marvin-app-key", SecretString: FIRST.pem }),
    );
    secret = ARN;
  });

  beforeEach(() => {
    invoke = coldStart("mint", {
      ...aws.environment,
      MARVIN_GITHUB_API: hosted.github.api,
      MARVIN_GITHUB_WEB: hosted.github.web,
      MARVIN_BUCKET: BUCKET,
      MARVIN_APP_ID: "1",
      MARVIN_APP_KEY: secret,
      MARVIN_INSTALLATION: "1",
    });
  });

  const write = (content: unknown) =>
    new S3Client(aws.config).send(
      new PutObjectCommand({ Bucket: BUCKET, Key: "fleet/prod.json", Body: JSON.stringify(content) }),
    );

  async function token(purpose: string, repository: string) {
    return tokenAnswer.parse(await invoke({ purpose, repository }));
  }

  it("gives a token that works in that repository", async () => {
    const answer = await token("clone", "acme/churn");
    assert.ok("token" in answer);
    const client = await hosted.client(answer.token);
    assert.equal((await client.rest.repos.get({ owner: "acme", repo: "churn" })).data.name, "churn");
  });

  it("gives none for what is not the fleet's, nor for what does not go with it", async () => {
    const asked = hosted.github.world.asked("POST", /access_tokens/).length;
    assert.match(refusal(await token("clone", "acme/payroll")), /no repository of the fleet/);
    assert.match(refusal(await token("reconcile", "acme/marvin")), /the manager's/);
    assert.match(refusal(await token("reconcile", "acme/marvin-template")), /the template's/);
    assert.equal(hosted.github.world.asked("POST", /access_tokens/).length, asked);
  });

  it("refuses what is no request, without repeating it", async () => {
    for (const event of [
      undefined,
      {},
      { purpose: "all", repository: "acme/churn" },
      { report: "planted" },
    ]) {
      const answer = tokenAnswer.parse(await invoke(event));
      assert.equal(refusal(answer), "not a request for a token: { purpose, repository }");
    }
  });

  it("follows the App's key as it turns, without a cold start", async () => {
    const vault = new SecretsManagerClient(aws.config);
    await vault.send(new PutSecretValueCommand({ SecretId: secret, SecretString: SECOND.pem }));
    const { previousKey, ...rest } = appState.parse(await invoke({ report: "app" }));
    assert.deepEqual(rest, { currentKey: "accepted", installation: "active" });
    assert.equal(previousKey, "accepted");
    // One that GitHub does not know: a slip of the hand must not stop the bot.
    await vault.send(new PutSecretValueCommand({ SecretId: secret, SecretString: appKey().pem }));
    assert.ok("token" in (await token("clone", "acme/churn")));
    assert.equal(appState.parse(await invoke({ report: "app" })).currentKey, "refused");
  });

  it("refuses all where the fleet cannot be read, and says which object", async () => {
    await write({ planted: true });
    assert.match(refusal(await token("clone", "acme/churn")), /s3:\/\/marvin-bot\/fleet\/prod.json/);
    await write(part("prod", { ...OWNED, projects: [CHURN] }));
    assert.ok("token" in (await token("clone", "acme/churn")));
  });

  it("says that it will go later, and for how long to wait", async () => {
    hosted.github.world.faults.add({
      path: /access_tokens/,
      times: 9,
      answer: { status: 429, headers: { "retry-after": "70" } },
    });
    const answer = await token("clone", "acme/churn");
    assert.deepEqual(answer, { later: "GitHub's secondary rate limit", seconds: 70 });
    hosted.github.world.faults.clear();
  });
});

function refusal(answer: ReturnType<typeof tokenAnswer.parse>): string {
  assert.ok("refused" in answer, "not refused");
  return answer.refused;
}

const CHURN = {
  project: "churn",
  repository: { repository: "acme/churn", lifecycle: "active" as const, answers: {} },
};
