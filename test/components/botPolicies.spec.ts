import assert from "node:assert/strict";
import { ENVIRONMENTS_OF, type FunctionName } from "../../bot/lambda/environment";
import { declareBot, linesOf, statementsOf } from "./botStack";
import type { Program } from "./declare";

const IN = "eu-central-1:111122223333";
const KEY = "arn:aws:kms:eu-central-1:123456789012:key/k-1";
const BUCKET = "arn:aws:s3:::university-bot-fleet";
const APP_KEY = `arn:aws:secretsmanager:${IN}:secret:university-bot/app-key-AbCdEf`;
const WEBHOOK_SECRET = `arn:aws:secretsmanager:${IN}:secret:university-bot/webhook-AbCdEf`;
const REPOSITORIES = `arn:aws:sqs:${IN}:university-bot-repositories.fifo`;
const PROMOTIONS = `arn:aws:sqs:${IN}:university-bot-promotions.fifo`;
const MINT = `arn:aws:lambda:${IN}:function:university-bot-mint`;

const through = (service: string) => `when kms:ViaService StringEquals ${service}.eu-central-1.amazonaws.com`;
const readsKey = (service: string) => [`kms:Decrypt on ${KEY} ${through(service)}`];
const writesKey = (service: string) => [
  ...readsKey(service),
  `kms:GenerateDataKey on ${KEY} ${through(service)}`,
];
const tableKey = ["Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo"].map(
  (action) => `kms:${action} on ${KEY} ${through("dynamodb")}`,
);
const worksOff = (queue: string) => [
  `sqs:ChangeMessageVisibility on ${queue}`,
  `sqs:DeleteMessage on ${queue}`,
  `sqs:GetQueueAttributes on ${queue}`,
  `sqs:ReceiveMessage on ${queue}`,
];
const READS_FLEET = [
  `s3:GetObject on ${BUCKET}/fleet/*`,
  `s3:ListBucket on ${BUCKET} when s3:prefix StringEquals fleet/`,
];

/** All that each function may do beside its own logs and traces. A line that is not here is a right too many. */
const MAY: Readonly<Record<FunctionName, readonly string[]>> = {
  webhook: [
    `secretsmanager:GetSecretValue on ${WEBHOOK_SECRET}`,
    `dynamodb:DeleteItem on arn:aws:dynamodb:${IN}:table/university-bot-deliveries`,
    `dynamodb:GetItem on arn:aws:dynamodb:${IN}:table/university-bot-deliveries`,
    `dynamodb:PutItem on arn:aws:dynamodb:${IN}:table/university-bot-deliveries`,
    `dynamodb:UpdateItem on arn:aws:dynamodb:${IN}:table/university-bot-deliveries`,
    `sqs:SendMessage on ${REPOSITORIES}`,
    `sqs:SendMessage on ${PROMOTIONS}`,
    ...readsKey("secretsmanager"),
    ...tableKey,
    ...writesKey("sqs"),
  ],
  reconcile: [
    ...worksOff(REPOSITORIES),
    `sqs:SendMessage on ${REPOSITORIES}`,
    ...READS_FLEET,
    `s3:PutObject on ${BUCKET}/runs/*`,
    `dynamodb:BatchGetItem on arn:aws:dynamodb:${IN}:table/university-bot-state`,
    `dynamodb:GetItem on arn:aws:dynamodb:${IN}:table/university-bot-state`,
    `dynamodb:PutItem on arn:aws:dynamodb:${IN}:table/university-bot-state`,
    `dynamodb:UpdateItem on arn:aws:dynamodb:${IN}:table/university-bot-state`,
    `lambda:InvokeFunction on ${MINT}`,
    ...writesKey("s3"),
    ...tableKey,
    ...writesKey("sqs"),
  ],
  promotion: [
    ...worksOff(PROMOTIONS),
    ...READS_FLEET,
    `lambda:InvokeFunction on ${MINT}`,
    ...readsKey("s3"),
    ...readsKey("sqs"),
  ],
  mint: [
    `secretsmanager:GetSecretValue on ${APP_KEY}`,
    ...READS_FLEET,
    ...readsKey("s3"),
    ...readsKey("secretsmanager"),
  ],
  refresh: [
    ...READS_FLEET,
    `lambda:InvokeFunction on ${MINT}`,
    `secretsmanager:DescribeSecret on ${APP_KEY}`,
    `secretsmanager:DescribeSecret on ${WEBHOOK_SECRET}`,
    // STS knows no resource here, and is bound by what the token is for.
    "sts:GetWebIdentityToken on * when sts:IdentityTokenAudience ForAllValues:StringEquals marvin-bot when sts:IdentityTokenAudience Null false when sts:DurationSeconds NumericLessThanEquals 900",
    `sns:Publish on arn:aws:sns:${IN}:university-bot-alarms`,
    ...readsKey("s3"),
    ...writesKey("sns"),
  ],
  rotate: [
    `secretsmanager:GetSecretValue on ${APP_KEY}`,
    `secretsmanager:DescribeSecret on ${WEBHOOK_SECRET}`,
    `secretsmanager:GetSecretValue on ${WEBHOOK_SECRET}`,
    `secretsmanager:PutSecretValue on ${WEBHOOK_SECRET}`,
    `secretsmanager:UpdateSecretVersionStage on ${WEBHOOK_SECRET}`,
    ...writesKey("secretsmanager"),
  ],
};

/** What all functions may do: write to a log group that exists, and traces, which have no resource. */
const observed = (name: string) => [
  `logs:CreateLogStream on arn:aws:logs:${IN}:log-group:/aws/lambda/university-bot-${name}:*`,
  `logs:PutLogEvents on arn:aws:logs:${IN}:log-group:/aws/lambda/university-bot-${name}:*`,
  "xray:PutTelemetryRecords on *",
  "xray:PutTraceSegments on *",
];

describe("what the bot may do", () => {
  let program: Program;
  before(async () => (program = await declareBot()));

  for (const name of Object.keys(ENVIRONMENTS_OF) as FunctionName[]) {
    it(`is this for ${name}, and nothing more`, () => {
      const policy = program.inputs("aws:RolePolicy", `platform:bot/functions/${name}/role-policy`);
      assert.deepEqual(linesOf(policy["policy"]), [...observed(name), ...MAY[name]]);
      const role = program.inputs("aws:Role", `platform:bot/functions/${name}/role`);
      assert.deepEqual(linesOf(withResource(role["assumeRolePolicy"])), [
        "sts:AssumeRole on itself by lambda.amazonaws.com",
      ]);
      assert.equal(policy["role"], role["name"]);
      assert.deepEqual(
        Object.keys(role).filter((key) => /polic/i.test(key)),
        ["assumeRolePolicy"],
      );
    });
  }

  it("is to start one function and write to one queue, by the clock", () => {
    const policy = program.inputs("aws:RolePolicy", "platform:bot/triggers/schedules/role-policy");
    assert.deepEqual(linesOf(policy["policy"]), [
      `lambda:InvokeFunction on arn:aws:lambda:${IN}:function:university-bot-refresh`,
      `sqs:SendMessage on ${REPOSITORIES}`,
      ...writesKey("sqs"),
    ]);
    const role = program.inputs("aws:Role", "platform:bot/triggers/schedules/role");
    assert.deepEqual(linesOf(withResource(role["assumeRolePolicy"])), [
      `sts:AssumeRole on itself by scheduler.amazonaws.com when aws:SourceAccount StringEquals 111122223333 when aws:SourceArn StringEquals arn:aws:scheduler:${IN}:schedule-group/university-bot-schedules`,
    ]);
  });

  it("is all that roles say: no other role, no managed policy, and the boundary on each", async () => {
    const boundary = "arn:aws:iam::111122223333:policy/marvin";
    const bounded = await declareBot({ awsPermissionsBoundary: boundary });
    assert.deepEqual(
      bounded.ofType("aws:Role").map(({ inputs }) => inputs["permissionsBoundary"]),
      Array.from({ length: 7 }, () => boundary),
    );
    assert.equal(bounded.ofType("aws:RolePolicy").length, 7);
    assert.deepEqual(
      bounded.list.filter((one) => /Attachment|aws:Policy |InstanceProfile|aws:User/.test(one)),
      [],
    );
  });

  it("has no wildcard among its actions, and as a resource only where AWS has no smaller one", () => {
    for (const { name, inputs } of program.ofType("aws:RolePolicy")) {
      for (const { Action, Resource } of statementsOf(inputs["policy"])) {
        for (const action of [Action].flat()) {
          assert.doesNotMatch(action, /\*/, name);
          const alone = /^(?:xray:Put|sts:GetWebIdentityToken$)/.test(action);
          assert.equal([Resource].flat().includes("*"), alone, `${name} ${action}`);
        }
      }
    }
  });
});

/** A role's trust is on the role itself, and says so by naming no resource. */
function withResource(trust: unknown): string {
  const Statement = statementsOf(trust).map((statement) => ({ ...statement, Resource: "itself" }));
  return JSON.stringify({ Version: "2012-10-17", Statement });
}
