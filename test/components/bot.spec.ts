import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ENVIRONMENTS_OF, type FunctionName } from "../../bot/lambda/environment";
import { fleetMessage } from "../../bot/messages";
import { declareBot, linesOf } from "./botStack";
import type { Program } from "./declare";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/k-1";
const IN = "eu-central-1:111122223333";
const FUNCTIONS = Object.keys(ENVIRONMENTS_OF) as FunctionName[];

describe("Bot", () => {
  let program: Program;
  before(async () => (program = await declareBot()));

  const byName = (type: string) =>
    Object.fromEntries(program.ofType(type).map(({ inputs }) => [String(inputs["name"]), inputs]));

  describe("functions", () => {
    for (const name of FUNCTIONS) {
      it(`${name} has the variables that it reads, all of them and no other`, () => {
        const { environment } = program.inputs("aws:Function", `platform:bot/functions/${name}`) as {
          environment: { variables: Record<string, unknown> };
        };
        const schema = ENVIRONMENTS_OF[name];
        schema.parse(environment.variables);
        assert.deepEqual(
          Object.keys(environment.variables).filter((key) => !Object.hasOwn(schema.shape, key)),
          [],
        );
        for (const value of Object.values(environment.variables)) assert.equal(typeof value, "string");
      });
    }

    it("are one image by its digest, each with its own command, traced and bounded", () => {
      for (const name of FUNCTIONS) {
        const inputs = program.inputs("aws:Function", `platform:bot/functions/${name}`);
        assert.equal(inputs["packageType"], "Image");
        assert.match(String(inputs["imageUri"]), /@sha256:[0-9a-f]{64}$/);
        assert.deepEqual(inputs["imageConfig"], { commands: [`${name}.handler`] });
        assert.deepEqual(inputs["tracingConfig"], { mode: "Active" });
        assert.ok(Number(inputs["reservedConcurrentExecutions"]) >= 1);
        assert.ok(Number(inputs["timeout"]) <= 900);
      }
      const reconcile = program.inputs("aws:Function", "platform:bot/functions/reconcile");
      assert.equal(reconcile["reservedConcurrentExecutions"], 5);
      assert.deepEqual(reconcile["ephemeralStorage"], { size: 4096 });
    });

    it("log to groups that were there before, under the key, and forget", () => {
      const groups = byName("aws:LogGroup");
      assert.deepEqual(
        Object.keys(groups).sort(),
        FUNCTIONS.map((name) => `/aws/lambda/university-bot-${name}`).sort(),
      );
      for (const { retentionInDays, kmsKeyId } of Object.values(groups)) {
        assert.deepEqual({ retentionInDays, kmsKeyId }, { retentionInDays: 90, kmsKeyId: KEY });
      }
    });
  });

  describe("what is open", () => {
    it("is the webhook's address alone, by both permissions that AWS wants", () => {
      const urls = program.ofType("aws:FunctionUrl");
      assert.deepEqual(
        urls.map(({ inputs }) => inputs),
        [{ functionName: "university-bot-webhook", authorizationType: "NONE", invokeMode: "BUFFERED" }],
      );
      const permissions = program.ofType("aws:Permission").map(({ inputs }) => inputs);
      assert.deepEqual(
        permissions.filter(({ principal }) => principal === "*"),
        [
          {
            function: "university-bot-webhook",
            principal: "*",
            statementId: "FunctionUrl",
            action: "lambda:InvokeFunctionUrl",
            functionUrlAuthType: "NONE",
          },
          {
            function: "university-bot-webhook",
            principal: "*",
            statementId: "FunctionByUrl",
            action: "lambda:InvokeFunction",
            invokedViaFunctionUrl: true,
          },
        ],
      );
      assert.deepEqual(
        permissions.filter(({ principal }) => principal !== "*"),
        [
          {
            function: "university-bot-rotate",
            principal: "secretsmanager.amazonaws.com",
            statementId: "SecretsManager",
            action: "lambda:InvokeFunction",
            sourceAccount: "111122223333",
            sourceArn: `arn:aws:secretsmanager:${IN}:secret:university-bot/webhook-AbCdEf`,
          },
        ],
      );
    });

    it("is nothing by the policies of things, but to services for this account and to named roles", () => {
      const key = (name: string) => program.inputs("aws:Key", `platform:bot/stores${name}`)["policy"];
      const account = "kms:* on * by arn:aws:iam::111122223333:root";
      const ours = "when aws:SourceAccount StringEquals 111122223333";
      const logs = (action: string) =>
        `kms:${action} on * by logs.eu-central-1.amazonaws.com when kms:EncryptionContext:aws:logs:arn ArnLike arn:aws:logs:${IN}:log-group:/aws/lambda/university-bot-*`;
      assert.deepEqual(linesOf(key("/key")), [
        account,
        `kms:Decrypt on * by events.amazonaws.com ${ours}`,
        `kms:GenerateDataKey on * by events.amazonaws.com ${ours}`,
        `kms:Decrypt on * by cloudwatch.amazonaws.com ${ours}`,
        `kms:GenerateDataKey on * by cloudwatch.amazonaws.com ${ours}`,
        ...[
          "Decrypt",
          "DescribeKey",
          "Encrypt",
          "GenerateDataKey",
          "GenerateDataKeyWithoutPlaintext",
          "ReEncryptFrom",
          "ReEncryptTo",
        ].map(logs),
      ]);
      const bucket = "arn:aws:s3:::university-bot-fleet";
      const prod = "by arn:aws:iam::444455556666:role/marvin-deploy";
      const here = `when kms:EncryptionContext:aws:s3:arn StringEquals ${bucket} when kms:ViaService StringEquals s3.eu-central-1.amazonaws.com`;
      assert.deepEqual(linesOf(key("/bucket/key")), [
        account,
        `kms:Decrypt on * ${prod} ${here}`,
        `kms:GenerateDataKey on * ${prod} ${here}`,
      ]);
      const untrusted = "by * when aws:SecureTransport Bool false";
      const policy = program.inputs("aws:BucketPolicy", "platform:bot/stores/bucket/policy")["policy"];
      assert.deepEqual(linesOf(policy), [
        `Deny s3:* on ${bucket} ${untrusted}`,
        `Deny s3:* on ${bucket}/* ${untrusted}`,
        ...["DeleteObject", "DeleteObjectVersion", "GetObject", "GetObjectTagging", "PutObject"].map(
          (action) => `s3:${action} on ${bucket}/fleet/prod.json ${prod}`,
        ),
        `s3:ListBucketVersions on ${bucket} ${prod} when s3:prefix StringEquals fleet/prod.json`,
      ]);
      for (const [name, { policy: of }] of Object.entries(byName("aws:Queue"))) {
        const arn = `arn:aws:sqs:${IN}:${name}`;
        assert.deepEqual(linesOf(of), [
          `Deny sqs:* on ${arn} ${untrusted}`,
          ...(name === "university-bot-repositories.fifo"
            ? [
                `sqs:SendMessage on ${arn} by events.amazonaws.com when aws:SourceArn ArnEquals arn:aws:events:${IN}:rule/university-bot-fleet-changed`,
              ]
            : []),
        ]);
      }
      const topic = `arn:aws:sns:${IN}:university-bot-alarms`;
      assert.deepEqual(linesOf(byName("aws:Topic")["university-bot-alarms"]?.["policy"]), [
        `Deny sns:Publish on ${topic} ${untrusted}`,
        `sns:Publish on ${topic} by cloudwatch.amazonaws.com ${ours}`,
      ]);
    });

    it("is not the bucket, which is as private as a project's", () => {
      assert.deepEqual(
        program.inputs("aws:BucketPublicAccessBlock", "platform:bot/stores/bucket/public-access-block"),
        {
          bucket: "university-bot-fleet",
          blockPublicAcls: true,
          blockPublicPolicy: true,
          ignorePublicAcls: true,
          restrictPublicBuckets: true,
        },
      );
      const { versioningConfiguration } = program.inputs(
        "aws:BucketVersioning",
        "platform:bot/stores/bucket/versioning",
      );
      assert.deepEqual(versioningConfiguration, { status: "Enabled" });
    });
  });

  describe("what it keeps", () => {
    it("lies under a key that turns", () => {
      for (const { inputs } of program.ofType("aws:Key")) {
        assert.equal(inputs["enableKeyRotation"], true);
        assert.equal(inputs["deletionWindowInDays"], 30);
      }
      for (const inputs of Object.values(byName("aws:Queue"))) assert.equal(inputs["kmsMasterKeyId"], KEY);
      for (const inputs of Object.values(byName("aws:Topic"))) assert.equal(inputs["kmsMasterKeyId"], KEY);
      for (const inputs of Object.values(byName("aws:Table"))) {
        assert.deepEqual(inputs["serverSideEncryption"], { enabled: true, kmsKeyArn: KEY });
        assert.deepEqual(inputs["pointInTimeRecovery"], { enabled: true });
        assert.deepEqual(inputs["ttl"], { attributeName: "expiration", enabled: true });
        assert.equal(inputs["deletionProtectionEnabled"], true);
        assert.equal(inputs["hashKey"], "id");
      }
    });

    it("has secrets as containers alone, and one that turns", () => {
      assert.deepEqual(Object.keys(byName("aws:Secret")).sort(), [
        "university-bot/app-key",
        "university-bot/webhook",
      ]);
      for (const inputs of Object.values(byName("aws:Secret"))) {
        assert.deepEqual(Object.keys(inputs).sort(), [
          "description",
          "kmsKeyId",
          "name",
          "recoveryWindowInDays",
          "tags",
        ]);
        assert.equal(inputs["kmsKeyId"], KEY);
      }
      assert.deepEqual(program.ofType("aws:SecretVersion"), []);
      assert.deepEqual(program.inputs("aws:SecretRotation", "platform:bot/triggers/rotation"), {
        secretId: `arn:aws:secretsmanager:${IN}:secret:university-bot/webhook-AbCdEf`,
        rotationLambdaArn: `arn:aws:lambda:${IN}:function:university-bot-rotate`,
        rotationRules: { automaticallyAfterDays: 30 },
        rotateImmediately: false,
      });
    });

    it("is not deleted by hand either, unless the stack lets it", async () => {
      const loose = await declareBot({ protect: "[]" });
      for (const { inputs } of loose.ofType("aws:Table"))
        assert.equal(inputs["deletionProtectionEnabled"], false);
    });
  });

  describe("queues", () => {
    it("lay aside what failed five times, in queues that keep it for two weeks and take it from nowhere else", () => {
      const queues = byName("aws:Queue");
      for (const queue of ["repositories", "promotions"]) {
        const dead = queues[`university-bot-${queue}-dead.fifo`]!;
        const live = queues[`university-bot-${queue}.fifo`]!;
        assert.deepEqual(JSON.parse(String(live["redrivePolicy"])), {
          deadLetterTargetArn: `arn:aws:sqs:${IN}:university-bot-${queue}-dead.fifo`,
          maxReceiveCount: 5,
        });
        assert.deepEqual(JSON.parse(String(dead["redriveAllowPolicy"])), {
          redrivePermission: "byQueue",
          sourceQueueArns: [`arn:aws:sqs:${IN}:university-bot-${queue}.fifo`],
        });
        assert.equal(dead["messageRetentionSeconds"], 14 * 24 * 3600);
        assert.deepEqual([live["fifoQueue"], dead["fifoQueue"]], [true, true]);
      }
    });

    it("start one worker each, which may run as often at once as they start it, for a sixth of their time", () => {
      const workers = { repositories: "reconcile", promotions: "promotion" };
      for (const [queue, worker] of Object.entries(workers)) {
        const mapping = program.inputs("aws:EventSourceMapping", `platform:bot/triggers/${queue}`);
        const made = program.inputs("aws:Function", `platform:bot/functions/${worker}`);
        assert.equal(mapping["functionName"], `arn:aws:lambda:${IN}:function:university-bot-${worker}`);
        assert.equal(mapping["eventSourceArn"], `arn:aws:sqs:${IN}:university-bot-${queue}.fifo`);
        assert.deepEqual(mapping["functionResponseTypes"], ["ReportBatchItemFailures"]);
        assert.deepEqual(mapping["scalingConfig"], {
          maximumConcurrency: made["reservedConcurrentExecutions"],
        });
        const { visibilityTimeoutSeconds } = byName("aws:Queue")[`university-bot-${queue}.fifo`]!;
        assert.equal(visibilityTimeoutSeconds, 6 * Number(made["timeout"]));
      }
    });
  });

  it("sends messages that the bot understands, when the fleet changes and every day", () => {
    const { inputTransformer, sqsTarget } = program.inputs(
      "aws:EventTarget",
      "platform:bot/triggers/fleet-changed/queue",
    ) as { inputTransformer: { inputPaths: object; inputTemplate: string }; sqsTarget: object };
    assert.deepEqual(sqsTarget, { messageGroupId: "#fleet" });
    assert.deepEqual(inputTransformer.inputPaths, { event: "$.id" });
    const event = inputTransformer.inputTemplate.replace("<event>", "2d4eba74-fd51-3966-4bfa-b013c9da8ff1");
    assert.equal(fleetMessage.parse(JSON.parse(event)).reason, "fleet-changed");
    const schedule = (name: string) =>
      program.inputs("aws:Schedule", `platform:bot/triggers/schedules/${name}`) as {
        scheduleExpression: string;
        target: { arn: string; input: string };
      };
    assert.equal(fleetMessage.parse(JSON.parse(schedule("fleet").target.input)).reason, "schedule");
    assert.deepEqual(JSON.parse(schedule("credentials").target.input), { task: "credentials" });
    assert.deepEqual(JSON.parse(schedule("report").target.input), { task: "report" });
    // Their tokens live for an hour.
    assert.equal(schedule("credentials").scheduleExpression, "rate(20 minutes)");
    const pattern: unknown = JSON.parse(
      String(program.inputs("aws:EventRule", "platform:bot/triggers/fleet-changed")["eventPattern"]),
    );
    assert.deepEqual(pattern, {
      source: ["aws.s3"],
      "detail-type": ["Object Created", "Object Deleted"],
      detail: { bucket: { name: ["university-bot-fleet"] }, object: { key: [{ prefix: "fleet/" }] } },
    });
  });

  describe("alarms", () => {
    it("call somebody, and say when it is over", () => {
      const topic = [`arn:aws:sns:${IN}:university-bot-alarms`];
      for (const inputs of Object.values(byName("aws:MetricAlarm"))) {
        assert.deepEqual([inputs["alarmActions"], inputs["okActions"]], [topic, topic]);
      }
      assert.deepEqual(
        program.ofType("aws:TopicSubscription").map(({ inputs }) => inputs),
        [{ topic: topic[0], protocol: "email", endpoint: "oncall@example.edu" }],
      );
    });

    it("watch every function and every queue", () => {
      const alarms = Object.values(byName("aws:MetricAlarm"));
      const watched = (metric: string) =>
        alarms
          .filter(({ metricName }) => metricName === metric)
          .flatMap(({ dimensions }) => Object.values(dimensions as object) as string[])
          .sort();
      const functions = FUNCTIONS.map((name) => `university-bot-${name}`).sort();
      assert.deepEqual(watched("Errors"), functions);
      assert.deepEqual(watched("Throttles"), functions);
      assert.deepEqual(watched("ApproximateNumberOfMessagesVisible"), [
        "university-bot-promotions-dead.fifo",
        "university-bot-repositories-dead.fifo",
      ]);
      assert.deepEqual(watched("ApproximateAgeOfOldestMessage"), [
        "university-bot-promotions.fifo",
        "university-bot-repositories.fifo",
      ]);
    });

    it("are in the guide, each with what to do", () => {
      const guide = readFileSync(join(__dirname, "../../docs/guides/run-the-bot.md"), "utf8");
      const rows = [...guide.matchAll(/^\| `([\w-]+)` /gm)].map(([, name = ""]) => name).sort();
      const named = Object.keys(byName("aws:MetricAlarm")).map((name) =>
        name
          .replace("university-bot-", "")
          .replace(/^(?:repositories|promotions)-/, "QUEUE-")
          .replace(/^\w+-(errors|throttles)$/, "FUNCTION-$1"),
      );
      assert.deepEqual(rows, [...new Set(named)].sort());
    });

    it("look at metrics that their functions write", () => {
      const own = Object.values(byName("aws:MetricAlarm")).filter(({ namespace }) => namespace === "Marvin");
      assert.equal(own.length, 5);
      for (const { metricName, dimensions } of own) {
        const { service } = dimensions as { readonly service: string };
        const source = readFileSync(join(__dirname, `../../bot/lambda/${service}.ts`), "utf8");
        assert.ok(source.includes(`"${String(metricName)}"`), `${service} writes no ${String(metricName)}`);
      }
    });
  });
});
