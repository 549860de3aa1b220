import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { secretVersions } from "./versions";

/**
 * Reads the App's private keys, the newest first: the one before is good for as long as GitHub takes it. Read each
 * time, so that a key that has come in is used from then on.
 */
export function appKeys(client: SecretsManagerClient, arn: string): () => Promise<readonly string[]> {
  return async () => {
    const { current, previous } = await secretVersions(client, arn, { beside: ["AWSPREVIOUS"] });
    return previous === undefined ? [current] : [current, previous];
  };
}
