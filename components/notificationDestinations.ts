import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { Destination } from "../config/keys/notifications";
import type { SecretSource } from "../config/secrets";
import type { Settings } from "../config/settings";

/** What the destinations are made from. */
export interface NotificationDestinationsArgs {
  readonly settings: Settings;
  readonly secrets: SecretSource;
}

/**
 * The places outside Databricks that notices go to, once in a workspace for all projects. Those that are known by their
 * id exist already and are not declared. Addresses of webhooks and keys are secrets from end to end.
 * https://docs.databricks.com/api/workspace/notificationdestinations
 */
export class NotificationDestinations extends pulumi.ComponentResource {
  /** Ids by name, of those declared here and of those that exist. */
  readonly ids: Readonly<Record<string, pulumi.Input<string>>>;

  constructor(
    name: string,
    { settings, secrets }: NotificationDestinationsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("marvin:index:NotificationDestinations", name, {}, opts);
    this.ids = Object.fromEntries(
      Object.entries(settings.notificationDestinations).map(
        ([key, destination]): [string, pulumi.Input<string>] => {
          if ("id" in destination) return [key, destination.id];
          const { id } = new databricks.NotificationDestination(
            `${name}/${key}`,
            { displayName: `[${settings.environment}] ${key}`, config: configOf(destination, secrets) },
            { parent: this },
          );
          return [key, id];
        },
      ),
    );
    this.registerOutputs({ ids: this.ids });
  }
}

function configOf(
  destination: Exclude<Destination, { id: string }>,
  secrets: SecretSource,
): databricks.types.input.NotificationDestinationConfig {
  if (destination.type === "email") return { email: { addresses: destination.addresses } };
  const valueOf = (config: string) => secrets.valueOf({ config });
  const secret = valueOf(destination.secret);
  switch (destination.type) {
    case "slack":
      return { slack: { url: secret } };
    case "microsoftTeams":
      return { microsoftTeams: { url: secret } };
    case "pagerduty":
      return { pagerduty: { integrationKey: secret } };
    case "webhook":
      return {
        genericWebhook: {
          url: secret,
          ...(destination.username !== undefined && { username: valueOf(destination.username) }),
          ...(destination.password !== undefined && { password: valueOf(destination.password) }),
        },
      };
  }
}
