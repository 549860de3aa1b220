import * as github from "@pulumi/github";
import type * as pulumi from "@pulumi/pulumi";
import type { SecretSource } from "../config/secrets";
import type { Settings } from "../config/settings";

/** Declares the webhook through which the bot hears of a repository's events, where the stack has a bot. */
export function botWebhook(
  name: string,
  repository: pulumi.Input<string>,
  { botWebhook: bot }: Settings,
  secrets: SecretSource,
  opts: pulumi.CustomResourceOptions,
): void {
  if (bot === undefined) return;
  new github.RepositoryWebhook(
    `${name}/bot`,
    {
      repository,
      active: true,
      events: bot.events,
      configuration: {
        url: bot.url,
        contentType: "json",
        insecureSsl: false,
        ...(bot.secret !== undefined && { secret: secrets.valueOf({ config: bot.secret }) }),
      },
    },
    // GitHub takes an address once: the old hook goes before the new one comes.
    { ...opts, deleteBeforeReplace: true },
  );
}
