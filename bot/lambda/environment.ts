import { z } from "zod";
import { fullName } from "../fleet/fleet";

/** Variables that each function is configured by; the component that declares the functions gives exactly these. */
const github = {
  /** Address of GitHub's API. */
  MARVIN_GITHUB_API: z.url().default("https://api.github.com"),
  MARVIN_GITHUB_WEB: z.url().default("https://github.com"),
};

const fleet = {
  /** Bucket with `fleet/STACK.json`, and `runs/` for summaries. */
  MARVIN_BUCKET: z.string(),
};

const tokens = {
  /** Name of the function that mints tokens. */
  MARVIN_MINT_FUNCTION: z.string(),
};

/** Hears GitHub's webhooks, through its function URL. */
export const webhookEnvironment = z.object({
  /** ARN of the secret with the webhook's secret, whose staging labels overlap while it turns. */
  MARVIN_WEBHOOK_SECRET: z.string(),
  /** The App's only installation that is known, by its number. */
  MARVIN_INSTALLATION: z.coerce.number().int().positive(),
  /** Slug of the App: what its user `SLUG[bot]` does itself is no news to it. */
  MARVIN_APP_SLUG: z.string(),
  MARVIN_TEMPLATE: fullName,
  MARVIN_MANAGER: fullName,
  /** Table of the deliveries that were heard. */
  MARVIN_DELIVERIES: z.string(),
  MARVIN_REPOSITORY_QUEUE: z.url(),
  MARVIN_PROMOTION_QUEUE: z.url(),
});

/** Works off the queue of repositories: fleet runs and reconciles. */
export const reconcileEnvironment = z.object({
  ...github,
  ...fleet,
  ...tokens,
  MARVIN_REPOSITORY_QUEUE: z.url(),
  /** Table of what became of each project, and of runs. */
  MARVIN_STATE: z.string(),
  /** Slug of the App, by which its commits are known: `SLUG[bot]`. */
  MARVIN_APP_SLUG: z.string(),
});

/** Works off the queue of promotions. */
export const promotionEnvironment = z.object({
  ...github,
  ...fleet,
  ...tokens,
  MARVIN_PROMOTION_QUEUE: z.url(),
  MARVIN_APP_SLUG: z.string(),
});

/** The only function that reads the App's key. Invoked by the others with `{ purpose, repository }`. */
export const mintEnvironment = z.object({
  ...github,
  ...fleet,
  MARVIN_APP_ID: z.coerce.number().int().positive(),
  /** ARN of the secret with the App's private key, PEM; AWSPREVIOUS stays good while a new one comes in. */
  MARVIN_APP_KEY: z.string(),
  MARVIN_INSTALLATION: z.coerce.number().int().positive(),
});

/** Audience of the tokens by which the bot logs in to Databricks. */
export const DATABRICKS_AUDIENCE = "marvin-bot";

/** By schedule: keeps the Git credentials of service principals fresh, and reports what is near expiry. */
export const refreshEnvironment = z.object({
  ...github,
  ...fleet,
  ...tokens,
  /** Client id (application id) of the bot's own service principal in Databricks, one for all workspaces. */
  MARVIN_DATABRICKS_CLIENT: z.uuid(),
  /** Audience of the tokens that AWS makes for Databricks, which that principal's federation policy must name. */
  MARVIN_DATABRICKS_AUDIENCE: z.string().default(DATABRICKS_AUDIENCE),
  MARVIN_APP_KEY: z.string(),
  MARVIN_WEBHOOK_SECRET: z.string(),
  /** Topic that reports go to. */
  MARVIN_TOPIC: z.string(),
});

/** Called by Secrets Manager, step by step, to turn the webhook's secret. */
export const rotateEnvironment = z.object({
  ...github,
  MARVIN_APP_ID: z.coerce.number().int().positive(),
  MARVIN_APP_KEY: z.string(),
  MARVIN_WEBHOOK_SECRET: z.string(),
});

/** The functions by name, each with its variables: what a handler reads, and what is declared for it. */
export const ENVIRONMENTS_OF = {
  webhook: webhookEnvironment,
  reconcile: reconcileEnvironment,
  promotion: promotionEnvironment,
  mint: mintEnvironment,
  refresh: refreshEnvironment,
  rotate: rotateEnvironment,
} as const;
export type FunctionName = keyof typeof ENVIRONMENTS_OF;

/** Variables as they are declared: texts, those with defaults optional. */
export type VariablesOf<Name extends FunctionName> = z.input<(typeof ENVIRONMENTS_OF)[Name]>;
