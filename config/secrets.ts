import * as pulumi from "@pulumi/pulumi";
import type { SecretReference } from "../manifest/schema/workflowValues";

/** The namespace of the stack's secrets, apart from `marvin:`, whose values are read and shown in the clear. */
export const NAMESPACE = "marvin-secrets";

/** Secrets of the running stack: which there are, and their values, which stay Pulumi secrets from end to end. */
export interface SecretSource {
  /** Why a secret cannot be used, or nothing. */
  complaint(name: string): string | undefined;
  valueOf(reference: SecretReference): pulumi.Output<string>;
}

export function stackSecrets(): SecretSource {
  const config = new pulumi.Config(NAMESPACE);
  return {
    complaint: (name) =>
      config.getSecret(name) === undefined
        ? `there is no secret ${NAMESPACE}:${name} in this stack: pulumi config set --stack ${pulumi.getStack()} --secret ${NAMESPACE}:${name}`
        : undefined,
    valueOf: ({ config: name }) => config.requireSecret(name),
  };
}
