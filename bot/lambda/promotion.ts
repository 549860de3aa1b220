import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Context, SQSEvent } from "aws-lambda";
import { fleetOrLater } from "../fleet/bucket";
import { githubWith } from "../github/client";
import { invokedMint } from "../github/invokedMint";
import { promotionQueueMessage } from "../messages";
import { reportOutcome } from "../promotion/outcome";
import { promote, type Tools } from "../promotion/promote";
import { promotionEnvironment } from "./environment";
import { observe } from "./observe";
import { postponing, workOff } from "./records";

const observation = observe("promotion");
const { log, metrics, tracer } = observation;

const METRICS = { Done: "Promotions", Refused: "PromotionsRefused", Failed: "PromotionsFailed" } as const;

/** What one instance of the function keeps between its invocations. */
let standing: ReturnType<typeof stand> | undefined;

function stand() {
  const environment = promotionEnvironment.parse(process.env);
  const place = { api: environment.MARVIN_GITHUB_API, web: environment.MARVIN_GITHUB_WEB };
  const storage = tracer.captureAWSv3Client(new S3Client());
  const mint = invokedMint(environment.MARVIN_MINT_FUNCTION, tracer.captureAWSv3Client(new LambdaClient()));
  const tools: Tools = {
    // Read each time: a project that was just added has its first release soon.
    fleet: () => fleetOrLater(environment.MARVIN_BUCKET, storage),
    github: async (purpose, repository) =>
      githubWith((await mint.token(purpose, repository)).token, { place, log }),
    web: place.web,
    login: `${environment.MARVIN_APP_SLUG}[bot]`,
    log,
  };
  const queue = tracer.captureAWSv3Client(new SQSClient());
  return { tools, postpone: postponing(environment.MARVIN_PROMOTION_QUEUE, queue) };
}

/** Works off the queue of promotions. */
export const handler = observation.handler((event: SQSEvent, context: Context) => {
  const { tools, postpone } = (standing ??= stand());
  return workOff(event, context, {
    schema: promotionQueueMessage,
    work: async (message) => {
      if (message.kind === "promotion") await promote(message, tools);
      else await reportOutcome(message, tools);
    },
    postpone,
    log,
    count: (what) => metrics.addMetric(METRICS[what], MetricUnit.Count, 1),
  });
});
