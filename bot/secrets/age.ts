import { DescribeSecretCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/** How old a secret is, and whether it turns by itself. */
export interface SecretAge {
  /** When it last got a value, as Secrets Manager knows. */
  readonly changed: Date;
  readonly rotates: boolean;
  /** Until when it is to be turned next. */
  readonly due?: Date;
  /** A value came in that has not become the current one: the last rotation did not end. */
  readonly pending: boolean;
}

/** Reads it without the secret's value. */
export async function secretAge(client: SecretsManagerClient, arn: string): Promise<SecretAge> {
  const described = await client.send(new DescribeSecretCommand({ SecretId: arn }));
  const { CreatedDate, LastChangedDate, LastRotatedDate, RotationEnabled, NextRotationDate } = described;
  const labels = Object.values(described.VersionIdsToStages ?? {});
  return {
    changed: LastRotatedDate ?? LastChangedDate ?? CreatedDate ?? new Date(0),
    rotates: RotationEnabled === true,
    ...(NextRotationDate !== undefined && { due: NextRotationDate }),
    pending: labels.some((stages) => stages.includes("AWSPENDING") && !stages.includes("AWSCURRENT")),
  };
}
