import type { Kind, Need, Subject, Surroundings } from "../kind";
import { between, from, oneOf } from "../rules";
import { show, text } from "../value";
import { functionArn, named } from "./lambda";
import { account } from "./place";
import { tagRules } from "./tags";

const QUEUES = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html";

/** What starts a function with the messages of a queue. */
export const eventSourceKinds: Readonly<Record<string, Kind>> = {
  "aws:lambda/eventSourceMapping:EventSourceMapping": {
    docs: "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html",
    replacedBy: ["eventSourceArn", "startingPosition", "startingPositionTimestamp", "region"],
    rules: [
      oneOf("functionResponseTypes.*", ["ReportBatchItemFailures"]),
      from(
        QUEUES,
        between("scalingConfig.maximumConcurrency", 2, 1000),
        between("maximumBatchingWindowInSeconds", 0, 300),
        (inputs) => {
          const isFifo = text(inputs, "eventSourceArn")?.endsWith(".fifo") === true;
          const size = Number(inputs["batchSize"] ?? 10);
          if (size >= 1 && size <= (isFifo ? 10 : 10_000)) return [];
          return [
            {
              property: "batchSize",
              reason: `is ${size}; a ${isFifo ? "FIFO queue gives at most 10" : "queue gives 1 to 10000"}`,
            },
          ];
        },
        (inputs) =>
          text(inputs, "eventSourceArn")?.endsWith(".fifo") === true &&
          Number(inputs["maximumBatchingWindowInSeconds"] ?? 0) > 0
            ? [{ property: "maximumBatchingWindowInSeconds", reason: "is not for FIFO queues; remove it" }]
            : [],
      ),
      tagRules,
    ],
    computed: {
      uuid: ({ stamp }) => stamp.uuid,
      state: () => "Enabled",
      functionArn: ({ inputs, settings }) => functionArn(show(inputs["functionName"]), settings),
    },
    id: ({ stamp }) => stamp.uuid,
    claims: ({ inputs, settings }) => [
      {
        thing: `work of ${show(inputs["eventSourceArn"])} for ${named(show(inputs["functionName"]), settings)}`,
        refusal:
          "CreateEventSourceMapping: 409 ResourceConflictException: An event source mapping with SQS arn and function already exists.",
      },
    ],
    needs: (subject, world) => mapped(subject, world),
  },
};

/** The queue gives a message to nobody else for as long as the function may work on it. */
function mapped({ inputs, settings }: Subject, world: Surroundings): Need[] {
  const source = `queue ${show(inputs["eventSourceArn"])}`;
  const target = named(show(inputs["functionName"]), settings);
  const needs: Need[] = [
    {
      thing: source,
      refusal: `CreateEventSourceMapping: 400 InvalidParameterValueException: Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue`,
    },
    {
      thing: target,
      refusal: `CreateEventSourceMapping: 404 ResourceNotFoundException: Function not found: ${functionArn(show(inputs["functionName"]), settings)} of account ${account(settings)}`,
      inside: true,
    },
  ];
  const visible = Number(world.holder(source)?.["visibilityTimeoutSeconds"] ?? 30);
  const timeout = Number(world.holder(target)?.["timeout"] ?? 3);
  if (world.holder(source) !== undefined && world.holder(target) !== undefined && visible < timeout) {
    needs.push({
      thing: "a queue that waits for the function",
      refusal: `CreateEventSourceMapping: 400 InvalidParameterValueException: Queue visibility timeout: ${visible} seconds is less than Function timeout: ${timeout} seconds`,
    });
  }
  return needs;
}
