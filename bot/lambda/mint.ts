import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { Refused, TryLater } from "../failure";
import { fleetFrom } from "../fleet/bucket";
import { forbidden } from "../github/allowed";
import { appMint, type AppMintOptions } from "../github/appMint";
import { appState } from "../github/appState";
import { mintRequest, type AppState, type TokenAnswer } from "../github/mintCall";
import { appKeys } from "../secrets/appKeys";
import { mintEnvironment } from "./environment";
import { observe } from "./observe";

const observation = observe("mint");
const { log, metrics, tracer } = observation;

/** Seconds that a rate limit is waited out: who invoked the function waits too, and can come again. */
const PATIENCE = 5;

let standing: ReturnType<typeof stand> | undefined;

function stand() {
  const environment = mintEnvironment.parse(process.env);
  const vault = tracer.captureAWSv3Client(new SecretsManagerClient());
  const app: AppMintOptions = {
    appId: environment.MARVIN_APP_ID,
    installation: environment.MARVIN_INSTALLATION,
    keys: appKeys(vault, environment.MARVIN_APP_KEY),
    place: { api: environment.MARVIN_GITHUB_API, web: environment.MARVIN_GITHUB_WEB },
    log,
    patience: PATIENCE,
  };
  return { app, bucket: environment.MARVIN_BUCKET, storage: tracer.captureAWSv3Client(new S3Client()) };
}

/**
 * Makes tokens for the other functions, each for one repository of the fleet and a purpose that goes with it, and says
 * how the App is. What will not work, or not now, is an answer: the function fails only where somebody has to look.
 */
export const handler = observation.handler(async (event: unknown): Promise<TokenAnswer | AppState> => {
  const request = mintRequest.safeParse(event);
  if (!request.success) return { refused: "not a request for a token: { purpose, repository }" };
  const { app, bucket, storage } = (standing ??= stand());
  if ("report" in request.data) return appState(app);
  const { purpose, repository } = request.data;
  try {
    const why = forbidden(purpose, repository, await fleetFrom(bucket, storage));
    if (why !== undefined) throw new Refused(why);
    const { token, expires } = await appMint(app).token(purpose, repository);
    log.info("minted a token", { purpose, repository, expires: new Date(expires).toISOString() });
    metrics.addMetric("TokensMinted", MetricUnit.Count, 1);
    return { token, expires };
  } catch (error) {
    if (error instanceof Refused) {
      log.warn(`no token: ${error.message}`, { purpose, repository });
      metrics.addMetric("TokensRefused", MetricUnit.Count, 1);
      return { refused: error.message };
    }
    if (!(error instanceof TryLater)) throw error;
    log.info(`no token now: ${error.message}`, { purpose, repository });
    return { later: error.message, ...(error.seconds !== undefined && { seconds: error.seconds }) };
  }
});
