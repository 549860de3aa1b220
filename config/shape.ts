import { accessKeys } from "./keys/access";
import { awsKeys } from "./keys/aws";
import { botKeys } from "./keys/bot";
import { computeKeys } from "./keys/compute";
import { databricksKeys } from "./keys/databricks";
import { fleetKeys } from "./keys/fleet";
import { githubKeys } from "./keys/github";
import { notificationKeys } from "./keys/notifications";
import { organizationKeys } from "./keys/organization";

/** The keys by concern, under the headings of the reference page. */
export const groups = {
  Fleet: fleetKeys,
  GitHub: githubKeys,
  "GitHub organisation": organizationKeys,
  Databricks: databricksKeys,
  Access: accessKeys,
  AWS: awsKeys,
  Compute: computeKeys,
  Notifications: notificationKeys,
  Bot: botKeys,
} as const;

/** Every key of a stack's configuration, with what it must be. All are read from the `marvin:` namespace. */
export const shape = {
  ...fleetKeys,
  ...githubKeys,
  ...organizationKeys,
  ...databricksKeys,
  ...accessKeys,
  ...awsKeys,
  ...computeKeys,
  ...notificationKeys,
  ...botKeys,
} as const;
