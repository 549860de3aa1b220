import assert from "node:assert/strict";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { fleetFrom } from "../../../bot/fleet/bucket";
import { Refused } from "../../../bot/failure";
import { hostAws } from "../moto";
import { OWNED, part } from "./parts";

const BUCKET = "marvin-bot";

describe("The fleet in its bucket", () => {
  const aws = hostAws();
  let client: S3Client;

  beforeEach(async () => {
    await aws.reset();
    client = new S3Client(aws.config);
    await client.send(
      new CreateBucketCommand({
        Bucket: BUCKET,
        CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
      }),
    );
    await put("fleet/prod.json", part("prod", { ...OWNED, projects: [CHURN] }));
  });

  const put = (key: string, content: unknown) =>
    client.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: key,
        Body: typeof content === "string" ? content : JSON.stringify(content),
      }),
    );

  it("is of all stacks' parts, and of nothing beside them", async () => {
    await put("fleet/dev.json", part("dev", { projects: [{ project: "churn" }] }));
    await put("fleet/README.md", "not a part");
    await put("runs/1.json", "not a part");
    const { projects } = await fleetFrom(BUCKET, client);
    assert.equal(projects.length, 1);
    assert.equal(projects[0]?.answers["catalog_dev"], "ml_dev");
  });

  const wrong: [what: string, key: string, content: unknown, message: RegExp][] = [
    [
      "no JSON",
      "fleet/dev.json",
      "{ planted",
      /^s3:\/\/marvin-bot\/fleet\/dev.json is not as a stack writes it:/,
    ],
    [
      "of other fields",
      "fleet/dev.json",
      { ...part("dev"), catalog: { planted: 1 } },
      /fleet\/dev.json is not as a stack writes it \(catalog\): run the stack/,
    ],
    ["empty", "fleet/dev.json", "", /fleet\/dev.json is not as/],
    ["another stack's", "fleet/dev.json", part("planted"), /fleet\/dev.json is another stack's/],
  ];
  for (const [what, key, content, message] of wrong) {
    it(`is refused where a part is ${what}, by its name and without its content`, async () => {
      await put(key, content);
      await assert.rejects(fleetFrom(BUCKET, client), (error) => {
        assert.ok(error instanceof Refused);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /planted/);
        return true;
      });
    });
  }
});

const CHURN = {
  project: "churn",
  repository: { repository: "acme/churn", lifecycle: "active" as const, answers: {} },
};
