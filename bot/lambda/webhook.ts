import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Context, LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";
import { jsonOf } from "../json";
import { secretVersions } from "../secrets/versions";
import { deliveryOf, type Delivery } from "../webhook/delivery";
import { rememberedDeliveries } from "../webhook/once";
import { route, type Outgoing, type Place, type Routed } from "../webhook/route";
import { keptSecrets, SECRET_OVERLAP, type WebhookSecrets } from "../webhook/secrets";
import { isSigned } from "../webhook/verify";
import { webhookEnvironment } from "./environment";
import { observe } from "./observe";

const observation = observe("webhook");
const { log, metrics, tracer } = observation;

/** What one instance of the function keeps between its invocations. */
let standing: ReturnType<typeof stand> | undefined;

function stand() {
  const environment = webhookEnvironment.parse(process.env);
  const vault = tracer.captureAWSv3Client(new SecretsManagerClient());
  const place: Place = {
    installation: environment.MARVIN_INSTALLATION,
    manager: environment.MARVIN_MANAGER,
    template: environment.MARVIN_TEMPLATE,
    slug: environment.MARVIN_APP_SLUG,
  };
  return {
    place,
    secrets: keptSecrets(() =>
      secretVersions(vault, environment.MARVIN_WEBHOOK_SECRET, {
        beside: ["AWSPREVIOUS", "AWSPENDING"],
        overlap: SECRET_OVERLAP,
      }),
    ),
    deliveries: rememberedDeliveries(
      environment.MARVIN_DELIVERIES,
      tracer.captureAWSv3Client(new DynamoDBClient()),
    ),
    queue: tracer.captureAWSv3Client(new SQSClient()),
    queues: {
      repositories: environment.MARVIN_REPOSITORY_QUEUE,
      promotions: environment.MARVIN_PROMOTION_QUEUE,
    },
  };
}

/**
 * Hears GitHub's webhooks through the function's URL. Answers: 202 when it was queued or is nothing to the bot, 200 to
 * a ping and to a delivery that was heard before, 409 while the same one is under way, 400, 404, 405, 413, 415 by
 * what is wrong with the request, and 401 without another word to whoever did not sign it. A failure becomes a 502,
 * and GitHub's redelivery is heard.
 */
export const handler = observation.handler(
  async (request: LambdaFunctionURLEvent, context: Context): Promise<LambdaFunctionURLResult> => {
    const { place, secrets, deliveries } = (standing ??= stand());
    const delivery = deliveryOf(request);
    if ("status" in delivery) {
      log.info("a request was turned away", { ...delivery });
      metrics.addMetric("DeliveriesTurnedAway", MetricUnit.Count, 1);
      return answer(delivery.status, delivery.word, delivery.status === 405 ? { allow: "POST" } : {});
    }
    if (!(await isFromGitHub(delivery, secrets))) {
      log.warn("a request was not signed with the webhook's secret", { event: delivery.event });
      metrics.addMetric("DeliveriesUnsigned", MetricUnit.Count, 1);
      return { statusCode: 401 };
    }
    const known = { event: delivery.event, delivery: delivery.id };
    const payload = jsonOf(delivery.body.toString("utf8"));
    if (payload === undefined) {
      log.warn("a delivery is no JSON", known);
      return answer(400, "not-json");
    }
    const routed = route(delivery, payload, place);
    if (routed.kind !== "message" && routed.kind !== "revoked") return answered(routed, known);
    const once = await deliveries.once(delivery, context, () =>
      routed.kind === "message" ? send(routed.outgoing) : warn(routed.what, known),
    );
    log.info(`delivery ${once}`, { ...known, ...(routed.kind === "message" ? routed.outgoing : {}) });
    metrics.addMetric("Deliveries", MetricUnit.Count, 1);
    if (once === "under-way") return answer(409, once);
    return once === "replayed" ? answer(200, "heard-before") : answer(202, "queued");
  },
);

async function isFromGitHub({ body, signature }: Delivery, kept: WebhookSecrets): Promise<boolean> {
  if (signature === undefined) return false;
  if (await isSigned(body, signature, await kept.secrets())) return true;
  return isSigned(body, signature, await kept.secrets(true));
}

function answered(
  routed: Exclude<Routed, { kind: "message" | "revoked" }>,
  known: Readonly<Record<string, unknown>>,
): LambdaFunctionURLResult {
  switch (routed.kind) {
    case "ping":
      log.info("GitHub's ping", known);
      return answer(200, "pong");
    case "nothing":
      log.info(`nothing to do: ${routed.why}`, known);
      return answer(202, "nothing");
    case "malformed":
      log.warn("a delivery is not as GitHub describes its event", { ...known, where: routed.where });
      metrics.addMetric("DeliveriesMalformed", MetricUnit.Count, 1);
      return answer(400, `not-understood: ${routed.where}`);
  }
}

function warn(what: string, known: Readonly<Record<string, unknown>>): Promise<void> {
  log.warn(`${what}: the bot cannot work there until an owner of the organisation gives it back`, known);
  metrics.addMetric("InstallationRevoked", MetricUnit.Count, 1);
  return Promise.resolve();
}

async function send({ queue, group, deduplication, message }: Outgoing): Promise<void> {
  const { queue: client, queues } = (standing ??= stand());
  await client.send(
    new SendMessageCommand({
      QueueUrl: queues[queue],
      MessageGroupId: group,
      MessageDeduplicationId: deduplication,
      MessageBody: JSON.stringify(message),
    }),
  );
}

function answer(
  statusCode: number,
  word: string,
  headers: Readonly<Record<string, string>> = {},
): LambdaFunctionURLResult {
  return {
    statusCode,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ result: word }),
  };
}
