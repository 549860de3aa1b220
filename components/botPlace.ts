import type { FunctionName } from "../bot/lambda/environment";
import type { Settings } from "../config/settings";

/** The bot's queues, by what their messages are about. */
export const QUEUES = ["repositories", "promotions"] as const;
export type QueueName = (typeof QUEUES)[number];

/** The bot's tables: deliveries that were heard, and what became of projects and runs. */
export const TABLES = ["deliveries", "state"] as const;
export type TableName = (typeof TABLES)[number];

/**
 * Where the bot is, and what all its parts are called. Names are given, so that the ARNs in policies follow from them
 * and a preview shows whole policies before anything is made.
 */
export class BotPlace {
  /** Beginning of every name: `STORAGEPREFIX-bot`. */
  readonly prefix: string;

  constructor(
    /** Number of the AWS account. */
    readonly account: string,
    readonly region: string,
    storagePrefix: string,
  ) {
    this.prefix = `${storagePrefix}-bot`;
  }

  get bucket(): string {
    return `${this.prefix}-fleet`;
  }
  get topic(): string {
    return `${this.prefix}-alarms`;
  }
  /** Name of the schedules' group, and of their role. */
  get schedules(): string {
    return `${this.prefix}-schedules`;
  }
  /** The rule that hears of changes of the fleet. */
  get fleetRule(): string {
    return `${this.prefix}-fleet-changed`;
  }
  functionName(name: FunctionName): string {
    return `${this.prefix}-${name}`;
  }
  logGroup(name: FunctionName): string {
    return `/aws/lambda/${this.functionName(name)}`;
  }
  table(name: TableName): string {
    return `${this.prefix}-${name}`;
  }
  queue(name: QueueName): string {
    return `${this.prefix}-${name}.fifo`;
  }
  deadQueue(name: QueueName): string {
    return `${this.prefix}-${name}-dead.fifo`;
  }

  /** The ARN of something in the bot's account and region. */
  arn(service: string, resource: string): string {
    return `arn:aws:${service}:${this.region}:${this.account}:${resource}`;
  }
  functionArn(name: FunctionName): string {
    return this.arn("lambda", `function:${this.functionName(name)}`);
  }
}

/**
 * @throws Error where the stack says not where; `botFaults` has said so before
 */
export function botPlace({ awsAccountId, awsRegion, storagePrefix }: Settings): BotPlace {
  if (awsAccountId === undefined || awsRegion === undefined || storagePrefix === undefined) {
    throw new Error("the bot needs marvin:awsAccountId, marvin:awsRegion and marvin:storagePrefix");
  }
  return new BotPlace(awsAccountId, awsRegion, storagePrefix);
}
