import { randomBytes } from "node:crypto";
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  UpdateSecretVersionStageCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";

/** Bytes of chance in a new secret. */
const BYTES = 32;

/** The version that a secret is turned to. Its number is Secrets Manager's, the same for all steps. */
export interface NewVersion {
  readonly arn: string;
  readonly version: string;
}

/** How far a version has come: nobody knows it, it is to become the current one, with or without a value, or it is. */
export async function stateOf(
  client: SecretsManagerClient,
  { arn, version }: NewVersion,
): Promise<"unknown" | "pending" | "current"> {
  const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId: arn }));
  const labels = VersionIdsToStages[version] ?? [];
  if (labels.includes("AWSCURRENT")) return "current";
  return labels.includes("AWSPENDING") ? "pending" : "unknown";
}

/** Makes the new secret, unless that was done before: what GitHub may have got already must stay. */
export async function createPending(client: SecretsManagerClient, to: NewVersion): Promise<void> {
  if ((await pendingValue(client, to)) !== undefined) return;
  try {
    await client.send(
      new PutSecretValueCommand({
        SecretId: to.arn,
        ClientRequestToken: to.version,
        SecretString: randomBytes(BYTES).toString("hex"),
        VersionStages: ["AWSPENDING"],
      }),
    );
  } catch (error) {
    // Another call of the same step was quicker.
    if (!(error instanceof ResourceExistsException)) throw error;
  }
}

/** Its value; undefined where it has none yet. */
export async function pendingValue(
  client: SecretsManagerClient,
  { arn, version }: NewVersion,
): Promise<string | undefined> {
  try {
    const command = new GetSecretValueCommand({
      SecretId: arn,
      VersionId: version,
      VersionStage: "AWSPENDING",
    });
    return (await client.send(command)).SecretString;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** Makes it the current one; the one before becomes AWSPREVIOUS by itself. */
export async function makeCurrent(client: SecretsManagerClient, { arn, version }: NewVersion): Promise<void> {
  const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId: arn }));
  const [current] =
    Object.entries(VersionIdsToStages).find(([, labels]) => labels.includes("AWSCURRENT")) ?? [];
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: arn,
      VersionStage: "AWSCURRENT",
      MoveToVersionId: version,
      RemoveFromVersionId: current,
    }),
  );
}
