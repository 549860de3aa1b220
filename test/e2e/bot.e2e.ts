import assert from "node:assert/strict";
import { fleetPart } from "../../bot/fleet/part";
import { linesOf } from "../components/botStack";
import { changes, LocalCloud, type StateResource } from "./localCloud";

const MANIFEST = `name: churn
description: A project of the test of the bot.
owner: data-platform
contact: churn@example.edu
repository: { template_version: v1.4.0 }
`;

const BOT = `marvin:protect: [repository, bot]
  marvin:templateRepository: example-university/marvin-template
  marvin:managerRepository: example-university/marvin
  marvin:botPrincipal: 7d9e2c41-0b5a-4f68-9c3d-1e2f3a4b5c07
  marvin:bot:
    image: 111122223331.dkr.ecr.eu-central-1.amazonaws.com/marvin-bot@sha256:${"0f".repeat(32)}
    appId: 123456
    appSlug: university-marvin
    installation: 7654321
    alarmEmails: [oncall@example.edu]
    fleetWriters: { prod: "arn:aws:iam::111122223333:role/marvin-deploy" }`;

describe("the bot on the engine", () => {
  let cloud: LocalCloud;
  beforeEach(() => {
    cloud = new LocalCloud({ churn: MANIFEST });
    cloud.configure("dev", "marvin:protect: [repository]", BOT);
    cloud.configure(
      "prod",
      "marvin:protect:",
      "marvin:fleetBucket: example-university-bot-fleet\n  marvin:botPrincipal: 7d9e2c41-0b5a-4f68-9c3d-1e2f3a4b5c07\n  marvin:protect:",
    );
  });
  afterEach(() => cloud.dispose());

  const only = (resources: readonly StateResource[], name: string, type: string): StateResource => {
    const found = resources.filter(
      ({ urn, type: of }) => urn.endsWith(`::${name}`) && of.endsWith(`:${type}`),
    );
    assert.equal(found.length, 1, `${type} ${name}`);
    return found[0]!;
  };

  it("is declared in order, and is the same when it is declared again", async () => {
    const planned = changes(await cloud.preview("dev"));
    assert.ok(planned.includes("create marvin:Bot platform:bot"));
    await cloud.up("dev");
    await cloud.refresh("dev");
    assert.deepEqual(changes(await cloud.up("dev")), []);
    const { bot } = await cloud.outputs("dev");
    const { webhook, bucket } = bot as { webhook: string; bucket: string };
    assert.match(webhook, /^https:\/\/[a-z0-9]+\.lambda-url\.eu-central-1\.on\.aws\/$/);
    assert.equal(bucket, "example-university-bot-fleet");
  });

  it("has policies whose keys and secrets are those that were made, each its own", async () => {
    await cloud.up("dev");
    const state = await cloud.state("dev");
    const arn = (name: string, type: string) => String(only(state, name, type).outputs?.["arn"]);
    const key = arn("platform:bot/stores/key", "Key");
    const bucketKey = arn("platform:bot/stores/bucket/key", "Key");
    const appKey = arn("platform:bot/stores/secrets/app-key", "Secret");
    const webhookSecret = arn("platform:bot/stores/secrets/webhook", "Secret");
    assert.equal(new Set([key, bucketKey, appKey, webhookSecret]).size, 4);
    const policies = state.filter(
      ({ urn, type }) =>
        type === "aws:iam/rolePolicy:RolePolicy" && urn.includes("::platform:bot/functions/"),
    );
    assert.equal(policies.length, 6);
    const readers = new Map(
      policies.map(({ urn, inputs }) => [/functions\/(\w+)\//.exec(urn)?.[1], linesOf(inputs?.["policy"])]),
    );
    const whoMay = (line: string) =>
      [...readers].filter(([, lines]) => lines.includes(line)).map(([name]) => name);
    assert.deepEqual(whoMay(`secretsmanager:GetSecretValue on ${appKey}`).sort(), ["mint", "rotate"]);
    assert.deepEqual(whoMay(`secretsmanager:GetSecretValue on ${webhookSecret}`).sort(), [
      "rotate",
      "webhook",
    ]);
    assert.deepEqual(whoMay(`secretsmanager:PutSecretValue on ${webhookSecret}`), ["rotate"]);
    const through = (service: string) =>
      `when kms:ViaService StringEquals ${service}.eu-central-1.amazonaws.com`;
    assert.deepEqual(whoMay(`kms:Decrypt on ${bucketKey} ${through("s3")}`).sort(), [
      "mint",
      "promotion",
      "reconcile",
      "refresh",
    ]);
    assert.deepEqual(whoMay(`kms:GenerateDataKey on ${bucketKey} ${through("s3")}`), ["reconcile"]);
    assert.deepEqual(whoMay(`kms:Decrypt on ${key} ${through("secretsmanager")}`).sort(), [
      "mint",
      "rotate",
      "webhook",
    ]);
    for (const lines of readers.values()) {
      for (const line of lines) {
        assert.doesNotMatch(line, /^[\w]+:\*/);
        if (/ on \*/.test(line)) assert.match(line, /^(?:xray:Put|sts:GetWebIdentityToken )/);
      }
    }
    // No value of a secret is in the state, nor anything that holds one.
    assert.deepEqual(
      state.filter(({ type }) => /SecretVersion|RandomPassword/.test(type)),
      [],
    );
  });

  it("is told of the fleet by every stack, and hears when a manifest changes", async () => {
    await cloud.up("dev");
    const told = async (stack: string) => {
      const { inputs } = only(await cloud.state(stack), "platform:fleet", "BucketObjectv2");
      assert.equal(inputs?.["key"], `fleet/${stack}.json`);
      return fleetPart.parse(JSON.parse(String(inputs?.["content"])));
    };
    const dev = await told("dev");
    assert.equal(dev.projects[0]?.repository?.template, "v1.4.0");
    assert.match(dev.projects[0]?.principal?.id ?? "", /^\d+$/);
    await cloud.up("prod");
    const prod = await told("prod");
    assert.deepEqual([prod.environment, prod.projects[0]?.repository], ["prod", undefined]);
    assert.ok(!(await cloud.state("prod")).some(({ type }) => type === "marvin:index:Bot"));

    cloud.write("churn", MANIFEST.replace("v1.4.0", "v1.5.0"));
    assert.ok(changes(await cloud.up("dev")).includes("update aws:BucketObjectv2 platform:fleet"));
    assert.equal((await told("dev")).projects[0]?.repository?.template, "v1.5.0");
  });

  it("keeps what it holds until the stack lets go", async () => {
    await cloud.up("dev");
    await assert.rejects(cloud.destroy("dev"), /protected/);
    const kept = (await cloud.state("dev")).filter(
      ({ urn, protect }) => protect === true && urn.includes("platform:bot"),
    );
    assert.deepEqual(kept.map(({ type }) => type.split(":").at(-1)).sort(), [
      "Bucket",
      "Key",
      "Key",
      "Secret",
      "Secret",
      "Table",
      "Table",
    ]);
    cloud.configure("dev", "marvin:protect: [repository, bot]", "marvin:protect: []");
    await cloud.up("dev");
    await cloud.destroy("dev");
    assert.deepEqual(await cloud.state("dev"), []);
  });
});
