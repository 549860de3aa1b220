import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { Refused } from "../failure";

/** Values of one secret by their staging labels, as Secrets Manager has them while it turns. */
export interface SecretVersions {
  readonly current: string;
  /** The one before, for as long as it is to be taken. */
  readonly previous?: string;
  /** The one that comes in. */
  readonly pending?: string;
}

export interface VersionsOptions {
  /** Labels that are asked for beside AWSCURRENT: each needs a request. */
  readonly beside: readonly ("AWSPREVIOUS" | "AWSPENDING")[];
  /** Seconds after the current version was made in which the previous one is still given. @default for ever */
  readonly overlap?: number;
}

/**
 * Reads the values of a secret.
 * @throws Refused where it has none
 */
export async function secretVersions(
  client: SecretsManagerClient,
  arn: string,
  { beside, overlap = Infinity }: VersionsOptions,
): Promise<SecretVersions> {
  const current = await valueOf(client, arn, "AWSCURRENT");
  if (current === undefined) throw new Refused(`the secret ${arn} has no value: put one into it`);
  const besides = async (label: (typeof beside)[number]) =>
    beside.includes(label) ? valueOf(client, arn, label) : undefined;
  const [previous, pending] = await Promise.all([besides("AWSPREVIOUS"), besides("AWSPENDING")]);
  const isRecent = Date.now() - current.made <= overlap * 1000;
  return {
    current: current.value,
    ...(previous !== undefined && isRecent ? { previous: previous.value } : {}),
    // The label stays on a version that has become the current one.
    ...(pending !== undefined && pending.value !== current.value ? { pending: pending.value } : {}),
  };
}

async function valueOf(
  client: SecretsManagerClient,
  arn: string,
  label: string,
): Promise<{ readonly value: string; readonly made: number } | undefined> {
  try {
    const { SecretString, CreatedDate } = await client.send(
      new GetSecretValueCommand({ SecretId: arn, VersionStage: label }),
    );
    if (SecretString === undefined || SecretString === "") return undefined;
    return { value: SecretString, made: CreatedDate?.getTime() ?? 0 };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
