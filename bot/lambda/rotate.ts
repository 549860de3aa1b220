import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { z } from "zod";
import { Refused } from "../failure";
import { asApp, type AppOptions } from "../github/app";
import { createPending, makeCurrent, pendingValue, stateOf, type NewVersion } from "../secrets/rotation";
import { appKeys } from "../secrets/appKeys";
import { rotateEnvironment } from "./environment";
import { observe } from "./observe";

const observation = observe("rotate");
const { log, tracer } = observation;

/** What Secrets Manager calls with. */
const rotation = z.object({
  Step: z.enum(["createSecret", "setSecret", "testSecret", "finishSecret"]),
  SecretId: z.string(),
  ClientRequestToken: z.string(),
});

let standing: ReturnType<typeof stand> | undefined;

function stand() {
  const environment = rotateEnvironment.parse(process.env);
  const vault = tracer.captureAWSv3Client(new SecretsManagerClient());
  const app: AppOptions = {
    appId: environment.MARVIN_APP_ID,
    keys: appKeys(vault, environment.MARVIN_APP_KEY),
    place: { api: environment.MARVIN_GITHUB_API, web: environment.MARVIN_GITHUB_WEB },
    log,
  };
  return { app, vault, secret: environment.MARVIN_WEBHOOK_SECRET };
}

/**
 * Turns the webhook's secret, step by step as Secrets Manager calls: it makes a new one, gives it to GitHub, looks
 * whether GitHub has it, and makes it the current one. Each step may come again, and changes nothing then. GitHub signs
 * by the new secret from the second step on, and the function that hears webhooks takes it from the first.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export const handler = observation.handler(async (event: unknown): Promise<void> => {
  const asked = rotation.safeParse(event);
  if (!asked.success) throw new Refused("not a step of a rotation");
  const { Step: step, SecretId, ClientRequestToken } = asked.data;
  const { app, vault, secret } = (standing ??= stand());
  if (SecretId !== secret) throw new Refused("not the webhook's secret, which is all that is turned here");
  const to: NewVersion = { arn: secret, version: ClientRequestToken };
  const state = await stateOf(vault, to);
  if (state === "current") return log.info("turned already", { step });
  if (state === "unknown" && step !== "createSecret") refuse(step);
  switch (step) {
    case "createSecret":
      await createPending(vault, to);
      break;
    case "setSecret":
      await give(app, (await pendingValue(vault, to)) ?? refuse(step));
      break;
    case "testSecret":
      await look(app);
      break;
    case "finishSecret":
      if ((await pendingValue(vault, to)) === undefined) refuse(step);
      await makeCurrent(vault, to);
      break;
  }
  log.info("a step of the rotation is done", { step });
});

function refuse(step: string): never {
  throw new Refused(`there is no new secret yet: ${step} comes after createSecret`);
}

async function give(app: AppOptions, secret: string): Promise<void> {
  await asApp(app, (client) => client.rest.apps.updateWebhookConfigForApp({ secret }));
}

/** GitHub never shows a secret: that there is one, and that deliveries come signed and by TLS, can be seen. */
async function look(app: AppOptions): Promise<void> {
  const { data } = await asApp(app, (client) => client.rest.apps.getWebhookConfigForApp());
  if (data.secret === undefined || data.secret === "") {
    throw new Refused(
      "GitHub has no secret for the App's webhook: see whether the webhook is active in its settings",
    );
  }
  if (data.content_type !== "json" || String(data.insecure_ssl ?? "0") !== "0") {
    throw new Refused(
      "the App's webhook is to send application/json and to verify TLS: set both in its settings",
    );
  }
}
