import assert from "node:assert/strict";
import { aws } from "../../sandbox/aws";
import { show } from "../../sandbox/value";
import { Sandbox, type Client } from "./client";

const queue = "aws:sqs/queue:Queue";
const table = "aws:dynamodb/table:Table";
const secret = "aws:secretsmanager/secret:Secret";
const rotation = "aws:secretsmanager/secretRotation:SecretRotation";
const fn = "aws:lambda/function:Function";
const url = "aws:lambda/functionUrl:FunctionUrl";
const permission = "aws:lambda/permission:Permission";
const mapping = "aws:lambda/eventSourceMapping:EventSourceMapping";
const topic = "aws:sns/topic:Topic";
const subscription = "aws:sns/topicSubscription:TopicSubscription";
const logs = "aws:cloudwatch/logGroup:LogGroup";
const alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
const rule = "aws:cloudwatch/eventRule:EventRule";
const target = "aws:cloudwatch/eventTarget:EventTarget";
const group = "aws:scheduler/scheduleGroup:ScheduleGroup";
const schedule = "aws:scheduler/schedule:Schedule";
const object = "aws:s3/bucketObjectv2:BucketObjectv2";
const role = "aws:iam/role:Role";

const trust = (service: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });
const IMAGE = `123456789012.dkr.ecr.eu-central-1.amazonaws.com/bot@sha256:${"0f".repeat(32)}`;
const ROLE = "arn:aws:iam::123456789012:role/bot";
const FIFO = "arn:aws:sqs:eu-central-1:123456789012:work.fifo";
const made = { name: "bot", packageType: "Image", imageUri: IMAGE, role: ROLE };
const watched = {
  name: "a",
  comparisonOperator: "GreaterThanThreshold",
  evaluationPeriods: 1,
  metricName: "Errors",
  statistic: "Sum",
  period: 60,
};
const timed = {
  name: "s",
  groupName: "g",
  flexibleTimeWindow: { mode: "OFF" },
  scheduleExpression: "rate(1 day)",
  target: { arn: "arn:aws:lambda:eu-central-1:123456789012:function:bot", roleArn: ROLE },
};
const keyed = {
  name: "items",
  hashKey: "id",
  billingMode: "PAY_PER_REQUEST",
  attributes: [{ name: "id", type: "S" }],
};

describe("the bot's services in the local cloud", () => {
  let sandbox: Sandbox;
  let client: Client;
  beforeEach(async () => {
    sandbox = await Sandbox.start(aws);
    client = await sandbox.connect({ region: "eu-central-1", allowedAccountIds: '["123456789012"]' });
  });
  afterEach(() => sandbox.stop());

  // prettier-ignore
  const refused: [what: string, type: string, inputs: Parameters<Client["check"]>[1], reason: RegExp][] = [
    ["a FIFO queue by another name", queue, { name: "work", fifoQueue: true }, /^name: is "work"; a FIFO queue's name ends in \.fifo/],
    ["a FIFO name on another queue", queue, { name: "work.fifo" }, /only a FIFO queue's name/],
    ["deduplication on another queue", queue, { name: "work", contentBasedDeduplication: true }, /is of FIFO queues/],
    ["a message of 13 hours", queue, { name: "work", visibilityTimeoutSeconds: 46_800 }, /^visibilityTimeoutSeconds: is 46800/],
    ["no try at all", queue, { name: "work", redrivePolicy: JSON.stringify({ deadLetterTargetArn: FIFO, maxReceiveCount: 0 }) }, /needs maxReceiveCount/],
    ["leave for nobody", queue, { name: "work", redriveAllowPolicy: JSON.stringify({ redrivePermission: "byQueue" }) }, /sourceQueueArns, 1 to 10/],
    ["two encryptions", queue, { name: "work", sqsManagedSseEnabled: true, kmsMasterKeyId: "k" }, /keep one/],
    ["a queue's policy for nobody", queue, { name: "work", policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sqs:*", Resource: "*" }] }) }, /needs Principal/],
    ["a key that is no attribute", table, { ...keyed, attributes: [] }, /^attributes: has no id/],
    ["an attribute that is no key", table, { ...keyed, attributes: [...keyed.attributes, { name: "age", type: "N" }] }, /has age, which is no key/],
    ["capacity on demand", table, { ...keyed, readCapacity: 1 }, /is for PROVISIONED tables/],
    ["expiry by nothing", table, { ...keyed, ttl: { enabled: true } }, /ttl\.attributeName: is needed/],
    ["a secret with a space", secret, { name: "a key" }, /^name: is "a key"/],
    ["a secret that goes tomorrow", secret, { name: "key", recoveryWindowInDays: 1 }, /must be 0, or lie between 7 and 30/],
    ["a rotation at no time", rotation, { secretId: "s", rotationLambdaArn: "f", rotationRules: {} }, /has none of automaticallyAfterDays, scheduleExpression/],
    ["an image without an image", fn, { name: "bot", packageType: "Image", role: ROLE }, /^imageUri: is needed with packageType Image/],
    ["an image with a runtime", fn, { ...made, runtime: "nodejs22.x" }, /^runtime: is not for packageType Image/],
    ["an image from elsewhere", fn, { ...made, imageUri: "docker.io/bot" }, /give an image in ECR/],
    ["a function of an hour", fn, { ...made, timeout: 3600 }, /^timeout: is 3600/],
    ["a variable of Lambda's", fn, { ...made, environment: { variables: { AWS_REGION: "eu-central-1" } } }, /is Lambda's own/],
    ["variables of 5,000 bytes", fn, { ...made, environment: { variables: { TEXT: "x".repeat(5000) } } }, /may have 4096/],
    ["two architectures", fn, { ...made, architectures: ["arm64", "x86_64"] }, /has 2 entries/],
    ["an address that asks otherwise", url, { functionName: "bot", authorizationType: "OIDC" }, /^authorizationType: is "OIDC"/],
    ["an open address that does not say so", permission, { function: "bot", statementId: "a", action: "lambda:InvokeFunctionUrl", principal: "*" }, /^functionUrlAuthType: is needed/],
    ["a condition of the other permission", permission, { function: "bot", statementId: "a", action: "lambda:InvokeFunctionUrl", principal: "*", functionUrlAuthType: "NONE", invokedViaFunctionUrl: true }, /is for lambda:InvokeFunction alone/],
    ["eleven of a FIFO queue", mapping, { functionName: "bot", eventSourceArn: FIFO, batchSize: 11 }, /gives at most 10/],
    ["one at a time", mapping, { functionName: "bot", eventSourceArn: FIFO, scalingConfig: { maximumConcurrency: 1 } }, /maximumConcurrency: is 1/],
    ["a window on a FIFO queue", mapping, { functionName: "bot", eventSourceArn: FIFO, maximumBatchingWindowInSeconds: 5 }, /is not for FIFO queues/],
    ["mail to nowhere", subscription, { topic: "t", protocol: "email", endpoint: "oncall" }, /needs a mail address/],
    ["logs for 42 days", logs, { name: "/aws/lambda/bot", retentionInDays: 42 }, /use one of 0, 1, 3/],
    ["a period of 45 seconds", alarm, { ...watched, period: 45 }, /^period: is 45/],
    ["an alarm that looks back for two days", alarm, { ...watched, period: 300, evaluationPeriods: 576 }, /looks 172800 s back/],
    ["an alarm on nothing", alarm, { name: "a", comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1 }, /^metricName: is needed/],
    ["a pattern of a text", rule, { name: "r", eventPattern: JSON.stringify({ source: "aws.s3" }) }, /has "?aws\.s3"? at source; write a list/],
    ["a placeholder without a path", target, { rule: "r", targetId: "t", arn: "arn:aws:sqs:eu-central-1:123456789012:work", inputTransformer: { inputTemplate: '{"event":"<event>"}' } }, /names <event>, which inputPaths has not/],
    ["a FIFO target without a group", target, { rule: "r", targetId: "t", arn: FIFO }, /sqsTarget\.messageGroupId: is needed for a FIFO queue/],
    ["a schedule with five fields", schedule, { ...timed, scheduleExpression: "cron(0 6 * * *)" }, /six fields/],
    ["a rate of one minutes", schedule, { ...timed, scheduleExpression: "rate(1 minutes)" }, /^scheduleExpression: is/],
    ["a window of no length", schedule, { ...timed, flexibleTimeWindow: { mode: "FLEXIBLE" } }, /is needed with mode FLEXIBLE/],
    ["a schedule of a FIFO queue without a group", schedule, { ...timed, target: { arn: FIFO, roleArn: ROLE } }, /target\.sqsParameters\.messageGroupId: is needed/],
    ["a file of two contents", object, { bucket: "files", key: "a", content: "a", source: "b" }, /keep one of them/],
  ];
  for (const [what, type, inputs, reason] of refused) {
    it(`refuses ${what}`, () => client.refuses(type, inputs, reason));
  }

  it("makes a function of a role that trusts Lambda, and starts it by a queue that waits for it", async () => {
    await assert.rejects(client.create(fn, "f", made), /cannot be assumed by Lambda/);
    await client.create(role, "r", { name: "other", assumeRolePolicy: trust("ec2.amazonaws.com") });
    await assert.rejects(
      client.create(fn, "f", { ...made, role: ROLE.replace("bot", "other") }),
      /cannot be assumed/,
    );
    await client.create(role, "r2", { name: "bot", assumeRolePolicy: trust("lambda.amazonaws.com") });
    const { outputs } = await client.create(fn, "f", { ...made, timeout: 60 });
    assert.equal(outputs["arn"], "arn:aws:lambda:eu-central-1:123456789012:function:bot");
    const abroad = IMAGE.replace("eu-central-1", "eu-west-1");
    await assert.rejects(
      client.create(fn, "g", { ...made, name: "far", imageUri: abroad }),
      /is not in eu-central-1/,
    );
    const start = { functionName: "bot", eventSourceArn: FIFO, batchSize: 1 };
    await assert.rejects(client.create(mapping, "m", start), /NonExistentQueue/);
    const work = { name: "work.fifo", fifoQueue: true };
    const { id } = await client.create(queue, "q", { ...work, visibilityTimeoutSeconds: 30 });
    await assert.rejects(
      client.create(mapping, "m", start),
      /visibility timeout: 30 seconds is less than Function timeout: 60/,
    );
    await client.remove(queue, "q", id);
    await client.create(queue, "q", { ...work, visibilityTimeoutSeconds: 360 });
    await client.create(mapping, "m", start);
    await assert.rejects(client.create(mapping, "m2", start), /already exists/);
    await client.create(url, "u", { functionName: "bot", authorizationType: "NONE" });
    await assert.rejects(
      client.create(url, "u", { functionName: "none", authorizationType: "NONE" }),
      /Function not found/,
    );
  });

  it("lays messages aside in a queue of the same kind that takes them", async () => {
    const policy = JSON.stringify({ deadLetterTargetArn: FIFO.replace("work", "dead"), maxReceiveCount: 5 });
    const work = { name: "work.fifo", fifoQueue: true, redrivePolicy: policy };
    await assert.rejects(client.create(queue, "q", work), /Dead letter target does not exist/);
    const allow = (...sourceQueueArns: string[]) =>
      JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns });
    const dead = { name: "dead.fifo", fifoQueue: true };
    const other = await client.create(queue, "d", {
      ...dead,
      redriveAllowPolicy: allow(FIFO.replace("work", "other")),
    });
    await assert.rejects(client.create(queue, "q", work), /does not allow this queue/);
    await client.remove(queue, "d", other.id);
    await client.create(queue, "d", { ...dead, redriveAllowPolicy: allow(FIFO) });
    await client.create(queue, "q", work);
    const plain = { name: "plain", redrivePolicy: policy };
    await assert.rejects(client.create(queue, "p", plain), /must be same type of queue/);
  });

  it("turns a secret by a function that it may start, and keeps its name for the days of its return", async () => {
    const { id, outputs } = await client.create(secret, "s", { name: "webhook" });
    assert.match(
      show(outputs["arn"]),
      /^arn:aws:secretsmanager:eu-central-1:123456789012:secret:webhook-\w{6}$/,
    );
    await client.create(role, "r", { name: "bot", assumeRolePolicy: trust("lambda.amazonaws.com") });
    const { outputs: turning } = await client.create(fn, "f", made);
    const turn = {
      secretId: outputs["arn"]!,
      rotationLambdaArn: turning["arn"]!,
      rotationRules: { automaticallyAfterDays: 30 },
    };
    await assert.rejects(client.create(rotation, "t", turn), /cannot invoke the specified Lambda function/);
    await client.create(permission, "p", {
      function: "bot",
      statementId: "SecretsManager",
      action: "lambda:InvokeFunction",
      principal: "secretsmanager.amazonaws.com",
    });
    await client.create(rotation, "t", turn);
    await client.remove(secret, "s", id);
    await assert.rejects(
      client.create(secret, "s2", { name: "webhook" }),
      /already exists, or is scheduled for deletion/,
    );
  });

  it("does not delete a table that is protected", async () => {
    const { id } = await client.create(table, "t", { ...keyed, deletionProtectionEnabled: true });
    await assert.rejects(client.remove(table, "t", id), /protected against deletion/);
  });

  it("reaches a FIFO queue from a rule and a schedule only by its content, and by a role that trusts the scheduler", async () => {
    const work = { name: "work.fifo", fifoQueue: true };
    const { id } = await client.create(queue, "q", work);
    await client.create(rule, "r", { name: "r", eventPattern: JSON.stringify({ source: ["aws.s3"] }) });
    const reach = { rule: "r", targetId: "t", arn: FIFO, sqsTarget: { messageGroupId: "g" } };
    await assert.rejects(client.create(target, "t", reach), /needs content-based deduplication/);
    await client.remove(queue, "q", id);
    await client.create(queue, "q", { ...work, contentBasedDeduplication: true });
    await client.create(target, "t", reach);
    await assert.rejects(client.create(schedule, "s", timed), /Schedule group g does not exist/);
    await client.create(group, "g", { name: "g" });
    await assert.rejects(client.create(schedule, "s", timed), /must allow AWS EventBridge Scheduler/);
    await client.create(role, "b", { name: "bot", assumeRolePolicy: trust("scheduler.amazonaws.com") });
    await client.create(schedule, "s", timed);
  });

  it("tells of a topic, and encrypts by keys that are there", async () => {
    await assert.rejects(
      client.create(topic, "t", {
        name: "alarms",
        kmsMasterKeyId: "arn:aws:kms:eu-central-1:123456789012:key/none",
      }),
      /KMSNotFoundException/,
    );
    const { outputs } = await client.create(topic, "t", { name: "alarms" });
    const hear = { topic: outputs["arn"]!, protocol: "email", endpoint: "oncall@example.edu" };
    const heard = await client.create(subscription, "s", hear);
    assert.equal(heard.outputs["pendingConfirmation"], true);
  });

  it("keeps files in buckets that are there", async () => {
    const file = { bucket: "files", key: "fleet/dev.json", content: "{}" };
    await assert.rejects(client.create(object, "o", file), /404 NoSuchBucket/);
    await client.create("aws:s3/bucket:Bucket", "b", { bucket: "files" });
    const { outputs } = await client.create(object, "o", file);
    assert.equal(outputs["arn"], "arn:aws:s3:::files/fleet/dev.json");
  });
});
