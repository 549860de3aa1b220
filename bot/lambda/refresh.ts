import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { STSClient } from "@aws-sdk/client-sts";
import { z } from "zod";
import { webIdentityToken } from "../credentials/identity";
import { refreshCredentials } from "../credentials/refresh";
import { findings, type Known } from "../credentials/report";
import { logIn } from "../credentials/workspace";
import { Refused, TryLater } from "../failure";
import { fleetFrom } from "../fleet/bucket";
import { invoked, invokedMint } from "../github/invokedMint";
import { appState } from "../github/mintCall";
import { secretAge } from "../secrets/age";
import { refreshEnvironment } from "./environment";
import { observe } from "./observe";

const observation = observe("refresh");
const { log, metrics, tracer } = observation;

/** What the schedule asks for. */
const task = z.object({ task: z.enum(["credentials", "report"]) });

let standing: ReturnType<typeof stand> | undefined;

function stand() {
  return {
    environment: refreshEnvironment.parse(process.env),
    functions: tracer.captureAWSv3Client(new LambdaClient()),
    identity: tracer.captureAWSv3Client(new STSClient()),
    storage: tracer.captureAWSv3Client(new S3Client()),
    topics: tracer.captureAWSv3Client(new SNSClient()),
    vault: tracer.captureAWSv3Client(new SecretsManagerClient()),
  };
}

/**
 * By schedule: gives service principals fresh Git credentials, or reports what somebody has to do about secrets. An
 * invocation after which a credential is not fresh has failed, so that Lambda tries again and the alarm is heard.
 */
export const handler = observation.handler(async (event: unknown): Promise<void> => {
  const asked = task.safeParse(event);
  if (!asked.success) throw new Refused('no task: { "task": "credentials" } or { "task": "report" }');
  return asked.data.task === "credentials" ? credentials() : report();
});

async function credentials(): Promise<void> {
  const { environment, functions, identity: tokens, storage } = (standing ??= stand());
  const { MARVIN_DATABRICKS_CLIENT: client, MARVIN_DATABRICKS_AUDIENCE: audience } = environment;
  const fleet = await fleetFrom(environment.MARVIN_BUCKET, storage);
  const identity = await webIdentityToken(tokens, audience);
  const stale = await refreshCredentials({
    fleet,
    // One that was kept would be nearly over long before the next run.
    mint: invokedMint(environment.MARVIN_MINT_FUNCTION, functions, Infinity),
    logIn: (host) => logIn({ host, client, audience, identity }),
    web: environment.MARVIN_GITHUB_WEB,
    log,
  });
  metrics.addMetric("CredentialsStale", MetricUnit.Count, stale.length);
  log.info("refreshed the Git credentials", { projects: fleet.projects.length, stale: stale.length });
  if (stale.length === 0) return;
  const [first] = stale;
  throw new TryLater(
    `Git credentials that are not fresh: ${stale.length}, first that of ${first?.project} in ${first?.environment}: ${first?.why}`,
  );
}

async function report(): Promise<void> {
  const { environment, vault, topics } = (standing ??= stand());
  const [app, appKey, webhookSecret] = await Promise.all([
    askedApp(),
    secretAge(vault, environment.MARVIN_APP_KEY),
    secretAge(vault, environment.MARVIN_WEBHOOK_SECRET),
  ]);
  const found = findings({ app, appKey, webhookSecret }, new Date());
  metrics.addMetric("SecretsToSeeTo", MetricUnit.Count, found.length);
  log.info("looked at the bot's secrets", { findings: found });
  if (found.length === 0) return;
  const things = found.length === 1 ? "one thing" : `${found.length} things`;
  await topics.send(
    new PublishCommand({
      TopicArn: environment.MARVIN_TOPIC,
      Subject: `Marvin's bot: ${things} to see to`,
      Message: `${found.map((finding) => `- ${finding}`).join("\n")}\n`,
    }),
  );
}

async function askedApp(): Promise<Known["app"]> {
  const { environment, functions } = (standing ??= stand());
  const name = environment.MARVIN_MINT_FUNCTION;
  try {
    const state = appState.safeParse(await invoked(functions, name, { report: "app" }));
    return state.success ? state.data : { unknown: `${name} gave no answer that is understood` };
  } catch (error) {
    if (error instanceof TryLater) return { unknown: error.message };
    throw error;
  }
}
