import type { Kind, Need, Rule, Settings, Subject } from "../kind";
import { between, from, isTrue, matching, oneOf } from "../rules";
import { given, show, text, type Props } from "../value";
import { jsonMapping, mappingIn } from "./jsonText";
import { arnOf, account, region } from "./place";
import { keyNeeds } from "./kms";
import { policyDocument } from "./policy";
import { tagRules } from "./tags";

const FIFO = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues.html";
const DEAD =
  "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html";

/** FIFO is in the name and in the properties, and both say the same. */
const fifo: Rule = (inputs) => {
  const name = text(inputs, "name");
  const isFifo = isTrue(inputs["fifoQueue"]);
  if (name !== undefined && name.endsWith(".fifo") !== isFifo) {
    const reason = isFifo
      ? `is "${name}"; a FIFO queue's name ends in .fifo`
      : `is "${name}"; only a FIFO queue's name ends in .fifo: set fifoQueue`;
    return [{ property: "name", reason }];
  }
  return ["contentBasedDeduplication", "deduplicationScope", "fifoThroughputLimit"]
    .filter((key) => !isFifo && given(inputs, key) && inputs[key] !== false)
    .map((property) => ({ property, reason: "is of FIFO queues; remove it, or set fifoQueue" }));
};

/** Queues. */
export const sqsKinds: Readonly<Record<string, Kind>> = {
  "aws:sqs/queue:Queue": {
    docs: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html",
    required: ["name"],
    replacedBy: ["name", "namePrefix", "fifoQueue", "region"],
    rules: [
      matching("name", /^[\w-]{1,75}(?:\.fifo|[\w-]{0,5})$/, "use 1 to 80 letters, digits, - and _"),
      from(FIFO, fifo),
      oneOf("deduplicationScope", ["messageGroup", "queue"]),
      oneOf("fifoThroughputLimit", ["perQueue", "perMessageGroupId"]),
      between("visibilityTimeoutSeconds", 0, 43_200),
      between("messageRetentionSeconds", 60, 1_209_600),
      between("delaySeconds", 0, 900),
      between("receiveWaitTimeSeconds", 0, 20),
      between("kmsDataKeyReusePeriodSeconds", 60, 86_400),
      from(
        DEAD,
        jsonMapping("redrivePolicy", ({ deadLetterTargetArn, maxReceiveCount }) => {
          if (!/^arn:aws[\w-]*:sqs:/.test(show(deadLetterTargetArn)))
            return "needs deadLetterTargetArn, the ARN of a queue";
          const count = Number(maxReceiveCount);
          return !(count >= 1 && count <= 1000) && "needs maxReceiveCount, 1 to 1000";
        }),
        jsonMapping("redriveAllowPolicy", ({ redrivePermission, sourceQueueArns }) => {
          if (!["allowAll", "denyAll", "byQueue"].includes(show(redrivePermission)))
            return "needs redrivePermission allowAll, denyAll or byQueue";
          const listed = Array.isArray(sourceQueueArns) ? sourceQueueArns.length : 0;
          const fits = redrivePermission === "byQueue" ? listed >= 1 && listed <= 10 : listed === 0;
          return !fits && "has sourceQueueArns, 1 to 10, with byQueue and only then";
        }),
      ),
      (inputs) =>
        isTrue(inputs["sqsManagedSseEnabled"]) && given(inputs, "kmsMasterKeyId")
          ? [
              {
                property: "sqsManagedSseEnabled",
                reason: "is another encryption than kmsMasterKeyId; keep one",
              },
            ]
          : [],
      policyDocument("policy", ["Principal", "Action", "Resource"], 8192),
      tagRules,
    ],
    computed: {
      arn: ({ inputs, settings }) => queueArn(inputs, settings),
      url: ({ inputs, settings }) =>
        `https://sqs.${region(settings)}.amazonaws.com/${account(settings)}/${show(inputs["name"])}`,
    },
    id: ({ inputs, settings }) =>
      `https://sqs.${region(settings)}.amazonaws.com/${account(settings)}/${show(inputs["name"])}`,
    claims: ({ inputs, settings }) => [
      {
        thing: `queue ${queueArn(inputs, settings)}`,
        refusal: `CreateQueue: 400 QueueAlreadyExists: A queue already exists with the same name and a different value for attribute`,
      },
    ],
    needs: (subject, world) => [
      ...keyNeeds(subject, "kmsMasterKeyId"),
      ...deadLetter(subject, (thing) => world.holder(thing)),
    ],
  },
};

function queueArn(inputs: Props, settings: Settings): string {
  return arnOf("sqs", show(inputs["name"]), settings);
}

/** A FIFO queue lays aside into a FIFO queue, that lets it. */
function deadLetter({ inputs, settings }: Subject, holder: (thing: string) => Props | undefined): Need[] {
  const policy = mappingIn(inputs, "redrivePolicy");
  if (policy === undefined) return [];
  const target = show(policy["deadLetterTargetArn"]);
  const thing = `queue ${target}`;
  const refused = (what: string): Need => ({
    thing: "a dead-letter queue that takes from this one",
    refusal: `SetQueueAttributes: 400 InvalidParameterValue: Value for parameter RedrivePolicy is invalid. Reason: ${what}`,
  });
  const dead = holder(thing);
  if (dead === undefined)
    return [{ thing, refusal: `400 InvalidParameterValue: Dead letter target does not exist: ${target}` }];
  if (isTrue(dead["fifoQueue"]) !== isTrue(inputs["fifoQueue"]))
    return [refused("Dead-letter queue must be same type of queue as the source.")];
  const allowed = mappingIn(dead, "redriveAllowPolicy");
  const sources = allowed?.["sourceQueueArns"];
  const isListed = Array.isArray(sources) && sources.includes(queueArn(inputs, settings));
  const mayNot =
    allowed?.["redrivePermission"] === "denyAll" ||
    (allowed?.["redrivePermission"] === "byQueue" && !isListed);
  return mayNot
    ? [refused("the dead-letter queue's redriveAllowPolicy does not allow this queue.")]
    : [{ thing, refusal: "" }];
}
