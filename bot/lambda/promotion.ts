import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { ChangeMessageVisibilityCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Context, SQSEvent } from "aws-lambda";
import { Refused, TryLater } from "../failure";
import { fleetFrom } from "../fleet/bucket";
import type { Fleet } from "../fleet/fleet";
import { githubWith } from "../github/client";
import { invokedMint } from "../github/invokedMint";
import { promotionEnvironment } from "./environment";
import { observe } from "./observe";
import { workOff, type Work } from "./promotionRecords";

const observation = observe("promotion");
const { log, metrics, tracer } = observation;

/** What one instance of the function keeps between its invocations. */
let standing: Work | undefined;

function stand(): Work {
  const environment = promotionEnvironment.parse(process.env);
  const place = { api: environment.MARVIN_GITHUB_API, web: environment.MARVIN_GITHUB_WEB };
  const storage = tracer.captureAWSv3Client(new S3Client());
  const queue = tracer.captureAWSv3Client(new SQSClient());
  const mint = invokedMint(environment.MARVIN_MINT_FUNCTION, tracer.captureAWSv3Client(new LambdaClient()));
  return {
    tools: {
      fleet: () => readFleet(environment.MARVIN_BUCKET, storage),
      github: async (purpose, repository) =>
        githubWith((await mint.token(purpose, repository)).token, { place, log }),
      web: place.web,
      login: `${environment.MARVIN_APP_SLUG}[bot]`,
      log,
    },
    log,
    postpone: async ({ receiptHandle }, seconds) => {
      await queue.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: environment.MARVIN_PROMOTION_QUEUE,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        }),
      );
    },
    count: (metric) => metrics.addMetric(metric, MetricUnit.Count, 1),
  };
}

/** Read each time: a project that was just added has its first release soon. */
async function readFleet(bucket: string, storage: S3Client): Promise<Fleet> {
  try {
    return await fleetFrom(bucket, storage);
  } catch (error) {
    // It is not the promotion that is refused: that waits until the fleet can be read.
    if (error instanceof Refused) throw new TryLater(error.message);
    throw error;
  }
}

/** Works off the queue of promotions. */
export const handler = observation.handler((event: SQSEvent, context: Context) =>
  workOff(event, context, (standing ??= stand())),
);
