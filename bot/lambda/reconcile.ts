import { tmpdir } from "node:os";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Context, SQSEvent, SQSRecord } from "aws-lambda";
import { fleetOrLater } from "../fleet/bucket";
import { tableStates } from "../fleet/states";
import { invokedMint } from "../github/invokedMint";
import { MOST_RECEIVES, repositoryQueueMessage } from "../messages";
import type { Outcome } from "../reconcile/outcome";
import { reconcileEnvironment } from "./environment";
import { FleetWorker } from "./fleetWork";
import { observe } from "./observe";
import { postponing, workOff } from "./records";

const observation = observe("reconcile");
const { log, metrics, tracer } = observation;

const MESSAGES = { Done: "Reconciles", Refused: "ReconcilesRefused", Failed: "ReconcilesFailed" } as const;

/** Of what became of projects. */
const PROJECTS: Readonly<Record<Outcome["kind"], string>> = {
  nothing: "ProjectsNothing",
  begun: "ProjectsBegun",
  asked: "ProjectsAsked",
  withdrawn: "ProjectsWithdrawn",
  stopped: "ProjectsStopped",
  failed: "ProjectsFailed",
  later: "ProjectsLater",
};

/** What one instance of the function keeps between its invocations. */
let standing: ReturnType<typeof stand> | undefined;

function stand() {
  const environment = reconcileEnvironment.parse(process.env);
  const s3 = tracer.captureAWSv3Client(new S3Client());
  const sqs = tracer.captureAWSv3Client(new SQSClient());
  const table = DynamoDBDocumentClient.from(tracer.captureAWSv3Client(new DynamoDBClient()));
  const worker = new FleetWorker({
    fleet: () => fleetOrLater(environment.MARVIN_BUCKET, s3),
    states: tableStates(environment.MARVIN_STATE, table),
    mint: invokedMint(environment.MARVIN_MINT_FUNCTION, tracer.captureAWSv3Client(new LambdaClient())),
    place: { api: environment.MARVIN_GITHUB_API, web: environment.MARVIN_GITHUB_WEB },
    slug: environment.MARVIN_APP_SLUG,
    copier: { program: "copier", args: [] },
    folder: tmpdir(),
    log,
    count: (kind) => metrics.addMetric(PROJECTS[kind], MetricUnit.Count, 1),
    queue: environment.MARVIN_REPOSITORY_QUEUE,
    sqs,
    bucket: environment.MARVIN_BUCKET,
    s3,
  });
  return { worker, sqs, queue: environment.MARVIN_REPOSITORY_QUEUE };
}

/** Works off the queue of repositories: runs of the fleet, and single projects. */
export const handler = observation.handler((event: SQSEvent, context: Context) => {
  const { worker, sqs, queue } = (standing ??= stand());
  return workOff(event, context, {
    schema: repositoryQueueMessage,
    work: (message, record) =>
      message.kind === "fleet"
        ? worker.lookAtAll(message, runOf(record))
        : worker.lookAt(message, Number(record.attributes.ApproximateReceiveCount) >= MOST_RECEIVES),
    postpone: postponing(queue, sqs),
    log,
    count: (what) => metrics.addMetric(MESSAGES[what], MetricUnit.Count, 1),
  });
});

/** A run's name: when it was asked for, and by which message, so that the same message is the same run. */
function runOf({ messageId, attributes }: SQSRecord): string {
  const sent = new Date(Number(attributes.SentTimestamp)).toISOString().slice(0, 19).replaceAll(":", "-");
  return `${sent}-${messageId.slice(0, 8)}`;
}
