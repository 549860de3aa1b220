import type { AppState } from "../github/mintCall";
import type { SecretAge } from "../secrets/age";

/** What is known of the secrets that must exist. */
export interface Known {
  /** How the App is; or why nobody could say. */
  readonly app: AppState | { readonly unknown: string };
  readonly appKey: SecretAge;
  readonly webhookSecret: SecretAge;
}

/** Days after which the App's key is to be another, and before that from when it is said. */
export const APP_KEY_DAYS = 180;
export const APP_KEY_NOTICE = 30;
/** Days in which two keys may be good side by side, and a rotation may take to end. */
export const OVERLAP_DAYS = 1;

const DAY = 24 * 3600 * 1000;

/** What somebody has to do about the bot's secrets, most urgent first; empty where there is nothing. */
export function findings(known: Known, now: Date): string[] {
  return [...ofInstallation(known), ...ofAppKey(known, now), ...ofWebhookSecret(known, now)];
}

function ofInstallation({ app }: Known): string[] {
  if ("unknown" in app) return [`How the App is could not be asked: ${app.unknown}.`];
  switch (app.installation) {
    case "active":
    case "unknown":
      return [];
    case "suspended":
      return [
        "The App's installation is suspended, and the bot stands still: an owner of the organisation ends that under its GitHub Apps.",
      ];
    case "gone":
      return [
        "The App is not installed any more, and the bot stands still: install it again, and put the new installation's number into marvin:bot.",
      ];
  }
}

function ofAppKey({ app, appKey }: Known, now: Date): string[] {
  const days = daysBetween(appKey.changed, now);
  const left = APP_KEY_DAYS - days;
  const how =
    "generate another in the App's settings, put it into the secret with the App's key, and delete the old one in the settings when the next report asks for it";
  const age =
    left <= 0
      ? [`The App's private key is ${days} days old, over the ${APP_KEY_DAYS} that it may be: ${how}.`]
      : left <= APP_KEY_NOTICE
        ? [`The App's private key is ${days} days old and may be for ${left} more: ${how}.`]
        : [];
  if ("unknown" in app) return age;
  return [
    ...(app.currentKey === "refused"
      ? [
          app.previousKey === "accepted"
            ? "GitHub does not take the App's newest private key, and the bot works by the one before: put the right one into the secret before that is deleted."
            : "GitHub takes no private key of the App, and the bot stands still: generate one in the App's settings, and put it into the secret with the App's key.",
        ]
      : []),
    ...(app.currentKey === "accepted" && app.previousKey === "accepted" && days >= OVERLAP_DAYS
      ? ["The App's former private key is still good: delete it in the App's settings, all but the newest."]
      : []),
    ...age,
  ];
}

function ofWebhookSecret({ webhookSecret }: Known, now: Date): string[] {
  const { changed, rotates, due, pending } = webhookSecret;
  const days = daysBetween(changed, now);
  if (!rotates) {
    return [
      `The webhook's secret does not turn by itself and is ${days} days old: run the stack that has the bot, which sets its rotation.`,
    ];
  }
  // Secrets Manager turns it within the day, and tries again by itself.
  if (due !== undefined && daysBetween(due, now) >= OVERLAP_DAYS) {
    return [
      `The webhook's secret was to be turned ${daysBetween(due, now)} days ago and is ${days} days old: see the log of the function rotate, then turn it by hand with \`aws secretsmanager rotate-secret\`.`,
    ];
  }
  if (pending && days >= OVERLAP_DAYS) {
    return [
      "The webhook's secret has begun to turn and not ended: see the log of the function rotate. Deliveries are heard meanwhile, by either.",
    ];
  }
  return [];
}

/** Whole days, none for what lies ahead. */
function daysBetween(from: Date, to: Date): number {
  return Math.max(0, Math.floor((to.getTime() - from.getTime()) / DAY));
}
