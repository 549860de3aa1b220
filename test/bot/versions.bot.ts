import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { secretAge } from "../../bot/secrets/age";
import { appKeys } from "../../bot/secrets/appKeys";
import { secretVersions } from "../../bot/secrets/versions";
import { Refused } from "../../bot/failure";
import { hostAws } from "./moto";

describe("A secret in Secrets Manager", () => {
  const aws = hostAws();
  let client: SecretsManagerClient;
  const beside = ["AWSPREVIOUS", "AWSPENDING"] as const;

  beforeEach(async () => {
    await aws.reset();
    client = new SecretsManagerClient(aws.config);
    await client.send(new CreateSecretCommand({ Name: "turning", SecretString: "first" }));
  });

  async function put(SecretString: string, label = "AWSCURRENT"): Promise<string> {
    const command = {
      SecretId: "turning",
      ClientRequestToken: randomUUID(),
      SecretString,
      VersionStages: [label],
    };
    return (await client.send(new PutSecretValueCommand(command))).VersionId ?? "";
  }

  it("has a current value, one before and one to come, of which those are read that are wanted", async () => {
    assert.deepEqual(await secretVersions(client, "turning", { beside }), { current: "first" });
    await put("second");
    await put("third", "AWSPENDING");
    const all = { current: "second", previous: "first", pending: "third" };
    assert.deepEqual(await secretVersions(client, "turning", { beside }), all);
    assert.deepEqual(await secretVersions(client, "turning", { beside: [] }), { current: "second" });
    assert.deepEqual(await appKeys(client, "turning")(), ["second", "first"]);
  });

  it("has the value before only as long as they are to overlap", async () => {
    await put("second");
    // moto has times in whole seconds.
    const hour = await secretVersions(client, "turning", { beside, overlap: 3600 });
    assert.equal(hour.previous, "first");
    const none = await secretVersions(client, "turning", { beside, overlap: -1 });
    assert.deepEqual(none, { current: "second" });
  });

  it("has nothing to come where what came is the current value, whose label stays", async () => {
    const version = await put("second", "AWSPENDING");
    assert.equal((await secretAge(client, "turning")).pending, true);
    const { current } = await secretVersions(client, "turning", { beside });
    assert.equal(current, "first");
    const described = await client.send(new DescribeSecretCommand({ SecretId: "turning" }));
    const { VersionIdsToStages = {} } = described;
    const [before] =
      Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes("AWSCURRENT")) ?? [];
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: "turning",
        VersionStage: "AWSCURRENT",
        MoveToVersionId: version,
        RemoveFromVersionId: before,
      }),
    );
    assert.deepEqual(await secretVersions(client, "turning", { beside }), {
      current: "second",
      previous: "first",
    });
    const age = await secretAge(client, "turning");
    assert.deepEqual([age.pending, age.rotates], [false, false]);
    assert.ok(Date.now() - age.changed.getTime() < 60_000);
  });

  it("is refused where it has no value, with what to do", async () => {
    await client.send(new CreateSecretCommand({ Name: "empty" }));
    await assert.rejects(
      secretVersions(client, "empty", { beside }),
      (error) => error instanceof Refused && /empty has no value: put one into it/.test(error.message),
    );
  });
});
