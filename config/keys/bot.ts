import { z } from "zod";
import { fullName } from "../../bot/fleet/fleet";
import { email } from "../../manifest/schema/names";

/** Days that CloudWatch keeps logs for, where it is not for ever. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTION = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** An image in ECR by its digest: a tag could come to mean another one. */
const image = z
  .string()
  .regex(
    /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com\/[a-z0-9]+(?:[._/-][a-z0-9]+)*@sha256:[0-9a-f]{64}$/,
    {
      error:
        "must be an image in ECR pinned by its digest: ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY@sha256:DIGEST",
    },
  );

const bot = z.strictObject({
  image: image.describe("Container image of all functions, in ECR and pinned by its digest."),
  appId: z
    .int({ error: "must be the App's number, which its settings page shows as App ID" })
    .positive()
    .describe("Number of the GitHub App."),
  appSlug: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,33})$/, {
      error: "must be the App's slug, the end of its address https://github.com/apps/SLUG",
    })
    .describe("Its slug, the end of `https://github.com/apps/SLUG`; its commits are those of `SLUG[bot]`."),
  installation: z
    .int({ error: "must be the number at the end of the installation's address" })
    .positive()
    .describe("Number of its installation in the organisation, the only one that the bot listens to."),
  alarmEmails: z
    .array(email)
    .default([])
    .describe("Mail addresses that hear of alarms and reports; each confirms once, by a mail from AWS."),
  logRetentionDays: z
    .literal(RETENTION, { error: `must be one of ${RETENTION.join(", ")}` })
    .default(90)
    .describe("Days for which the functions' logs are kept."),
  concurrency: z
    .int()
    .min(2, { error: "must be at least 2, the least that SQS and Lambda take" })
    .max(50, { error: "must be at most 50: GitHub limits how much one App does at a time" })
    .default(5)
    .describe("Repositories that are worked on at the same time, 2 to 50."),
  fleetWriters: z
    .record(
      z.string().regex(/^[\w.-]{1,100}$/, { error: "must be the name of a stack" }),
      z
        .string()
        .regex(/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/, { error: "must be the ARN of an IAM role" }),
    )
    .default({})
    .describe(
      "Other stacks by name, each with the IAM role that runs Pulumi for it: it may write `fleet/STACK.json` of its own stack and no other.",
    ),
});

const repository = z.string().refine((name) => fullName.safeParse(name).success, {
  error: "must be the repository's full name, OWNER/NAME",
});

/** The bot: declared in one of the stacks that own repositories, told of the fleet by all. */
export const botKeys = {
  bot: bot
    .optional()
    .describe(
      "The bot, in the one stack that declares it, which owns repositories. See [run the bot](../guides/run-the-bot.md).",
    ),
  templateRepository: repository
    .optional()
    .describe(
      "Repository of the projects' template, `OWNER/NAME`, whose releases the bot brings to projects.",
    ),
  managerRepository: repository
    .optional()
    .describe("This repository, `OWNER/NAME`, where the bot asks for promotions."),
  botPrincipal: z
    .uuid({ error: "must be the application id of the bot's service principal, a UUID" })
    .optional()
    .describe(
      "Application id of the bot's own service principal in Databricks, in every stack that tells it of projects: it may manage their principals, whose Git credentials it keeps fresh.",
    ),
  fleetBucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, { error: "must be the name of a bucket" })
    .optional()
    .describe(
      "The bot's bucket, in the stacks that do not declare the bot and tell it of their projects: `STORAGEPREFIX-bot-fleet`, in the region of `awsRegion`.",
    ),
} as const;

export type BotSettings = z.output<typeof bot>;
