import type { Settings } from "../kind";

/** The account that a provider may touch: the only one, or an invented one. */
export function account({ allowedAccountIds }: Settings): string {
  return /\d{12}/.exec(allowedAccountIds ?? "")?.[0] ?? "000000000000";
}

export function region({ region }: Settings): string {
  return region ?? "us-east-1";
}

/** The ARN of something in the account and region of a provider. */
export function arnOf(service: string, resource: string, settings: Settings): string {
  return `arn:aws:${service}:${region(settings)}:${account(settings)}:${resource}`;
}
