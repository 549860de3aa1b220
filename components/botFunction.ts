import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { FunctionName, VariablesOf } from "../bot/lambda/environment";
import type { BotSettings } from "../config/keys/bot";
import type { BotPlace } from "./botPlace";
import { functionPolicy, type MadeArns } from "./botPolicies";
import { lambdaTrust } from "./botResourcePolicies";
import type { Tags } from "./tags";

interface Size {
  readonly description: string;
  /** MB */
  readonly memory: number;
  /** Seconds */
  readonly timeout: number;
  /** MB of disk, where more than Lambda's 512 are needed. */
  readonly storage?: number;
  /** How many may run at once, where the stack sets how many repositories are worked on at once. */
  readonly atOnce: (repositories: number) => number;
}

/** How big the functions are. Each has its own share of the account's concurrency, and takes no more. */
export const SIZES: Readonly<Record<FunctionName, Size>> = {
  webhook: {
    description: "Hears GitHub's webhooks",
    memory: 512,
    timeout: 10, // GitHub waits no longer.
    atOnce: () => 20,
  },
  reconcile: {
    description: "Brings repositories to their version of the template",
    memory: 2048,
    timeout: 600,
    storage: 4096,
    atOnce: (repositories) => repositories,
  },
  promotion: {
    description: "Asks for the promotion of releases",
    memory: 512,
    timeout: 120,
    atOnce: () => PROMOTIONS,
  },
  mint: {
    description: "Makes tokens of the GitHub App, each for one repository",
    memory: 512,
    timeout: 30,
    atOnce: (repositories) => repositories + PROMOTIONS + 5,
  },
  refresh: {
    description: "Keeps Git credentials fresh, and tells what is near its end",
    memory: 512,
    timeout: 600,
    atOnce: () => 1,
  },
  rotate: {
    description: "Turns the webhook's secret",
    memory: 512,
    timeout: 60,
    atOnce: () => 1,
  },
};

/** Promotions that are worked on at once; the least that a queue and Lambda take. */
export const PROMOTIONS = 2;

/** Variables of a function. Numbers too are texts there. */
export type Variables<Name extends FunctionName> = {
  readonly [Key in keyof VariablesOf<Name>]: pulumi.Input<string>;
};

/** What a function of the bot is made from. */
export interface BotFunctionArgs<Name extends FunctionName> {
  readonly function: Name;
  readonly variables: Variables<Name>;
  readonly place: BotPlace;
  readonly bot: BotSettings;
  readonly made: Readonly<Record<keyof MadeArns, pulumi.Input<string>>>;
  /** ARN of the IAM policy that bounds its role. */
  readonly permissionsBoundary: string | undefined;
  readonly tags: Tags;
}

/**
 * One function of the bot, from the image that all of them share: with a role of its own, a log group that is there
 * before it and forgets, traces, and a bound on how many run at once.
 */
export class BotFunction<Name extends FunctionName> extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly functionName: pulumi.Output<string>;

  constructor(name: string, args: BotFunctionArgs<Name>, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:BotFunction", name, {}, opts);
    const { place, bot, tags } = args;
    const parent = { parent: this };
    const { description, memory, timeout, storage, atOnce } = SIZES[args.function];
    const functionName = place.functionName(args.function);

    const role = new aws.iam.Role(
      `${name}/role`,
      {
        name: functionName,
        description,
        assumeRolePolicy: lambdaTrust(),
        permissionsBoundary: args.permissionsBoundary,
        tags,
      },
      parent,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}/role-policy`,
      {
        name: "function",
        role: role.name,
        policy: pulumi.output(args.made).apply((made) => functionPolicy(args.function, place, made)),
      },
      parent,
    );
    const logs = new aws.cloudwatch.LogGroup(
      `${name}/logs`,
      {
        name: place.logGroup(args.function),
        retentionInDays: bot.logRetentionDays,
        kmsKeyId: args.made.key,
        tags,
      },
      parent,
    );
    const made = new aws.lambda.Function(
      name,
      {
        name: functionName,
        description,
        packageType: "Image",
        imageUri: bot.image,
        imageConfig: { commands: [`${args.function}.handler`] },
        architectures: ["x86_64"], // As .github/workflows/image.yaml builds it.
        role: role.arn,
        memorySize: memory,
        timeout,
        ...(storage !== undefined && { ephemeralStorage: { size: storage } }),
        reservedConcurrentExecutions: atOnce(bot.concurrency),
        tracingConfig: { mode: "Active" },
        environment: { variables: args.variables },
        tags,
      },
      { parent: this, dependsOn: [policy, logs] },
    );
    this.arn = made.arn;
    this.functionName = made.name;
    this.registerOutputs({ arn: this.arn, functionName: this.functionName });
  }
}
