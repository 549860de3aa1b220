import assert from "node:assert/strict";
import type { Context, SQSRecord } from "aws-lambda";
import { Refused, TryLater } from "../../../bot/failure";
import { workOff } from "../../../bot/lambda/records";
import { promotionQueueMessage } from "../../../bot/messages";

const CONTEXT = { getRemainingTimeInMillis: () => 60_000 } as Context;
const PROMOTION = { kind: "promotion", repository: "acme/churn", tag: "v1.0.0" };

/** As SQS gives it for a FIFO queue. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
const record = (id: string, body: unknown, group = id): SQSRecord => ({
  messageId: id,
  receiptHandle: `handle-${id}`,
  body: typeof body === "string" ? body : JSON.stringify(body),
  attributes: {
    ApproximateReceiveCount: "1",
    SentTimestamp: "1573251510774",
    SequenceNumber: "18849496460467696128",
    MessageGroupId: group,
    SenderId: "AIDAIO23YVJENQZJOL4VO",
    MessageDeduplicationId: id,
    ApproximateFirstReceiveTimestamp: "1573251510774",
  },
  messageAttributes: {},
  md5OfBody: "e4e68fb7bd0e697a0ae8f1bb342846b3",
  eventSource: "aws:sqs",
  eventSourceARN: "arn:aws:sqs:eu-central-1:123456789012:promotions.fifo",
  awsRegion: "eu-central-1",
});

/** What comes of messages, where the work on each ends in the next way. */
async function worked(records: readonly SQSRecord[], ...ends: readonly (Error | "well")[]) {
  const [said, counted, postponed]: [string[], string[], [string, number][]] = [[], [], []];
  const left = [...ends];
  const log = (message: string, details: unknown) => said.push(`${message} ${JSON.stringify(details)}`);
  const { batchItemFailures } = await workOff({ Records: [...records] }, CONTEXT, {
    schema: promotionQueueMessage,
    work: () => {
      const end = left.shift() ?? "well";
      return end === "well" ? Promise.resolve() : Promise.reject(end);
    },
    log: { info: log, warn: log },
    postpone: ({ messageId }, seconds) => Promise.resolve(void postponed.push([messageId, seconds])),
    count: (what) => counted.push(what),
  });
  return { failed: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), said, counted, postponed };
}

describe("a queue", () => {
  it("is worked off", async () => {
    const { failed, counted } = await worked([record("1", PROMOTION), record("2", PROMOTION)]);
    assert.deepEqual([failed, counted], [[], ["Done", "Done"]]);
  });

  it("keeps what is no message, and says where but not what", async () => {
    for (const body of [
      "no JSON",
      { ...PROMOTION, kind: "reconcile" },
      { ...PROMOTION, tag: 1, secret: "ghs_x" },
    ]) {
      const { failed, said } = await worked([record("1", body), record("2", PROMOTION)]);
      assert.deepEqual(failed, ["1"]);
      assert.match(said.join(), /not a message of this queue/);
      assert.doesNotMatch(said.join(), /ghs_x|no JSON/);
    }
  });

  it("keeps what may work later, for as long as it was told", async () => {
    const { failed, postponed, counted } = await worked(
      [record("1", PROMOTION), record("2", PROMOTION), record("3", PROMOTION)],
      new TryLater("limit", 90.5),
      new TryLater("limit", 100_000),
      new TryLater("somebody was quicker"),
    );
    assert.deepEqual(failed, ["1", "2", "3"]);
    assert.deepEqual(postponed, [
      ["1", 91],
      ["2", 43_200],
      ["3", 30],
    ]);
    assert.deepEqual(counted, ["Failed", "Failed", "Failed"]);
  });

  it("is done with what is refused", async () => {
    const { failed, said, counted } = await worked(
      [record("1", PROMOTION)],
      new Refused("the App is not there"),
    );
    assert.deepEqual([failed, counted], [[], ["Refused"]]);
    assert.match(said.join(), /the App is not there/);
  });

  it("keeps the order of a group behind one that failed, and goes on with others", async () => {
    const records = [
      record("1", PROMOTION, "churn"),
      record("2", PROMOTION, "churn"),
      record("3", PROMOTION, "visits"),
    ];
    const { failed, counted } = await worked(records, new Error("of a kind that nobody knows: ghs_x"));
    assert.deepEqual(
      [failed, counted],
      [
        ["1", "2"],
        ["Failed", "Done"],
      ],
    );
  });
});
