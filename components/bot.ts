import * as pulumi from "@pulumi/pulumi";
import type { BotSettings } from "../config/keys/bot";
import type { Settings } from "../config/settings";
import { BotAlarms } from "./botAlarms";
import { BotFunction, type BotFunctionArgs, type Variables } from "./botFunction";
import { botPlace, type BotPlace } from "./botPlace";
import { BotQueues } from "./botQueues";
import { BotStores } from "./botStores";
import { BotTriggers } from "./botTriggers";
import { botWebhookUrl } from "./botWebhookUrl";
import { DATABRICKS_AUDIENCE, type FunctionName } from "../bot/lambda/environment";

/** What the bot is made from. */
export interface BotArgs {
  readonly bot: BotSettings;
  readonly settings: Settings;
}

/**
 * The bot: six functions behind a GitHub App that keep repositories on their version of the template, ask for the
 * promotion of releases and mind tokens. In one of the stacks that own repositories. What it knows of projects, the
 * stacks write into its bucket; see docs/adr/0100-infrastructure-of-the-bot.md.
 */
export class Bot extends pulumi.ComponentResource {
  /** Address that the App's webhook is set to. */
  readonly webhookUrl: pulumi.Output<string>;
  /** Bucket that the stacks tell of their projects in: `marvin:fleetBucket` of the others. */
  readonly bucketName: pulumi.Output<string>;

  constructor(name: string, { bot, settings }: BotArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:Bot", name, {}, opts);
    const parent = { parent: this };
    const place = botPlace(settings);
    const tags = { managed_by: "marvin", part_of: place.prefix };

    const stores = new BotStores(
      `${name}/stores`,
      { place, fleetWriters: bot.fleetWriters, tags, settings },
      parent,
    );
    const { made } = stores;
    const queues = new BotQueues(`${name}/queues`, { place, key: made.key, tags }, parent);
    const alarms = new BotAlarms(
      `${name}/alarms`,
      { place, key: made.key, emails: bot.alarmEmails, tags },
      parent,
    );
    const variables = variablesOf({ place, bot, settings, stores, queues, alarms });
    const permissionsBoundary = settings.awsPermissionsBoundary;
    const declare = <Name extends FunctionName>(one: Name) => {
      const args: BotFunctionArgs<Name> = {
        function: one,
        variables: variables[one],
        place,
        bot,
        made,
        permissionsBoundary,
        tags,
      };
      return new BotFunction(`${name}/functions/${one}`, args, parent);
    };
    const functions = {
      webhook: declare("webhook"),
      reconcile: declare("reconcile"),
      promotion: declare("promotion"),
      mint: declare("mint"),
      refresh: declare("refresh"),
      rotate: declare("rotate"),
    };
    new BotTriggers(
      `${name}/triggers`,
      {
        place,
        functions,
        queues: queues.arns,
        bucket: stores.bucketName,
        key: made.key,
        webhookSecret: made.webhookSecret,
        concurrency: bot.concurrency,
        permissionsBoundary,
        tags,
      },
      parent,
    );
    this.webhookUrl = botWebhookUrl(`${name}/webhook-url`, functions.webhook.functionName, parent);
    this.bucketName = stores.bucketName;
    this.registerOutputs({ webhookUrl: this.webhookUrl, bucketName: this.bucketName });
  }
}

interface Parts {
  readonly place: BotPlace;
  readonly bot: BotSettings;
  readonly settings: Settings;
  readonly stores: BotStores;
  readonly queues: BotQueues;
  readonly alarms: BotAlarms;
}

/** What each function is told, as bot/lambda/environment.ts reads it. Nothing in it is secret. */
function variablesOf({ place, bot, settings, stores, queues, alarms }: Parts): {
  readonly [Name in FunctionName]: Variables<Name>;
} {
  const { templateRepository: template, managerRepository: manager, botPrincipal: client } = settings;
  if (template === undefined || manager === undefined || client === undefined) {
    throw new Error(
      "the bot needs marvin:templateRepository, marvin:managerRepository and marvin:botPrincipal",
    );
  }
  const { appKey, webhookSecret } = stores.made;
  const fleet = { MARVIN_BUCKET: stores.bucketName };
  const tokens = { MARVIN_MINT_FUNCTION: place.functionName("mint") };
  const slug = { MARVIN_APP_SLUG: bot.appSlug };
  const app = { MARVIN_APP_ID: String(bot.appId), MARVIN_APP_KEY: appKey };
  const installation = { MARVIN_INSTALLATION: String(bot.installation) };
  return {
    webhook: {
      ...installation,
      ...slug,
      MARVIN_WEBHOOK_SECRET: webhookSecret,
      MARVIN_TEMPLATE: template,
      MARVIN_MANAGER: manager,
      MARVIN_DELIVERIES: place.table("deliveries"),
      MARVIN_REPOSITORY_QUEUE: queues.urls.repositories,
      MARVIN_PROMOTION_QUEUE: queues.urls.promotions,
    },
    reconcile: {
      ...fleet,
      ...tokens,
      ...slug,
      MARVIN_REPOSITORY_QUEUE: queues.urls.repositories,
      MARVIN_STATE: place.table("state"),
    },
    promotion: { ...fleet, ...tokens, ...slug, MARVIN_PROMOTION_QUEUE: queues.urls.promotions },
    mint: { ...fleet, ...app, ...installation },
    refresh: {
      ...fleet,
      ...tokens,
      MARVIN_DATABRICKS_CLIENT: client,
      MARVIN_DATABRICKS_AUDIENCE: DATABRICKS_AUDIENCE,
      MARVIN_APP_KEY: appKey,
      MARVIN_WEBHOOK_SECRET: webhookSecret,
      MARVIN_TOPIC: alarms.topicArn,
    },
    rotate: { ...app, MARVIN_WEBHOOK_SECRET: webhookSecret },
  };
}
