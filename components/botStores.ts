import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";
import { TABLES, type BotPlace, type TableName } from "./botPlace";
import type { MadeArns } from "./botPolicies";
import { bucketKeyPolicy, fleetWriterStatements, keyPolicy, type FleetWriters } from "./botResourcePolicies";
import { Bucket } from "./bucket";
import { keep } from "./stateful";
import type { Tags } from "./tags";

/** What the bot's stores are made from. */
export interface BotStoresArgs {
  readonly place: BotPlace;
  /** Roles that write the parts of other stacks, by stack. */
  readonly fleetWriters: FleetWriters;
  readonly tags: Tags;
  readonly settings: Settings;
}

/** The key of both tables and the attribute by which items expire: those that Powertools' idempotency has by default. */
const ITEM_KEY = "id";
const EXPIRATION = "expiration";

/**
 * All that the bot keeps: a key of its own, the secrets as containers alone, two tables, and the bucket with the fleet
 * and the summaries of runs. Values of secrets never pass through Pulumi: people put them in, or they turn by themselves.
 */
export class BotStores extends pulumi.ComponentResource {
  /** ARNs that policies and variables name. */
  readonly made: Readonly<Record<keyof MadeArns, pulumi.Output<string>>>;
  readonly bucketName: pulumi.Output<string>;

  constructor(name: string, args: BotStoresArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:BotStores", name, {}, opts);
    const { place, fleetWriters, tags, settings } = args;
    const key = this.declareKey(name, args);
    const appKey = this.declareSecret(name, "app-key", "Private key of the GitHub App, PEM", key.arn, args);
    const webhookSecret = this.declareSecret(
      name,
      "webhook",
      "What GitHub signs its webhooks with",
      key.arn,
      args,
    );
    for (const table of TABLES) this.declareTable(name, table, key.arn, args);
    const bucket = new Bucket(
      `${name}/bucket`,
      {
        bucket: place.bucket,
        description: "What the stacks tell the bot, and summaries of its runs",
        kept: "bot",
        keyPolicy: bucketKeyPolicy(place, fleetWriters),
        statements: fleetWriterStatements(place, fleetWriters),
        tags,
        settings,
      },
      { parent: this },
    );
    this.bucketName = bucket.bucketName;
    this.made = { key: key.arn, bucketKey: bucket.keyArn, appKey, webhookSecret };
    this.registerOutputs({ made: this.made, bucketName: this.bucketName });
  }

  private declareKey(name: string, { place, tags, settings }: BotStoresArgs): aws.kms.Key {
    const key = new aws.kms.Key(
      `${name}/key`,
      {
        description: "Secrets, tables, queues, logs and notices of the bot",
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: keyPolicy(place),
        tags,
      },
      { parent: this, ...keep("bot", settings) },
    );
    new aws.kms.Alias(
      `${name}/key-alias`,
      { name: `alias/${place.prefix}`, targetKeyId: key.keyId },
      { parent: this },
    );
    return key;
  }

  private declareSecret(
    name: string,
    secret: string,
    description: string,
    kmsKeyId: pulumi.Input<string>,
    { place, tags, settings }: BotStoresArgs,
  ): pulumi.Output<string> {
    return new aws.secretsmanager.Secret(
      `${name}/secrets/${secret}`,
      { name: `${place.prefix}/${secret}`, description, kmsKeyId, recoveryWindowInDays: 30, tags },
      { parent: this, ...keep("bot", settings) },
    ).arn;
  }

  private declareTable(
    name: string,
    table: TableName,
    kmsKeyArn: pulumi.Input<string>,
    { place, tags, settings }: BotStoresArgs,
  ): void {
    const kept = keep("bot", settings);
    new aws.dynamodb.Table(
      `${name}/tables/${table}`,
      {
        name: place.table(table),
        billingMode: "PAY_PER_REQUEST",
        hashKey: ITEM_KEY,
        attributes: [{ name: ITEM_KEY, type: "S" }],
        ttl: { attributeName: EXPIRATION, enabled: true },
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true, kmsKeyArn },
        // AWS' own promise beside Pulumi's: a table is not deleted by hand either.
        deletionProtectionEnabled: kept.protect === true,
        tags,
      },
      { parent: this, ...kept },
    );
  }
}
