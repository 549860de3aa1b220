import type { Kind } from "../kind";
import { each, exactlyOne, from, length, matching } from "../rules";
import { given, isProps, type Json } from "../value";

const PROVIDER =
  "https://registry.terraform.io/providers/databricks/databricks/latest/docs/resources/notification_destination";

/** The types, as the provider's keys and as the service says them back. */
const TYPES: Readonly<Record<string, string>> = {
  email: "EMAIL",
  genericWebhook: "WEBHOOK",
  microsoftTeams: "MICROSOFT_TEAMS",
  pagerduty: "PAGERDUTY",
  slack: "SLACK",
};

/** What each type cannot do without. */
const REQUIRED: Readonly<Record<string, string>> = {
  email: "addresses",
  genericWebhook: "url",
  microsoftTeams: "url",
  pagerduty: "integrationKey",
  slack: "url",
};

function typeOf(config: Json | undefined): string | undefined {
  return Object.keys(TYPES).find((type) => given(config, type));
}

/** Places outside Databricks that jobs and alerts send notices to. */
export const notificationKinds: Readonly<Record<string, Kind>> = {
  "databricks:index/notificationDestination:NotificationDestination": {
    docs: "https://docs.databricks.com/api/workspace/notificationdestinations/create",
    level: "workspace",
    required: ["displayName"],
    replacedBy: [],
    replacedWhen: (olds, { inputs }) =>
      typeOf(olds["config"]) === typeOf(inputs["config"]) ? [] : ["config"],
    rules: [
      length("displayName", 1, 255),
      from(
        PROVIDER,
        exactlyOne("config", Object.keys(TYPES)),
        ...Object.entries(REQUIRED).map(([type, key]) =>
          each(`config.${type}`, ({ value }) => isProps(value) && !given(value, key) && `lacks ${key}`),
        ),
      ),
      ...["slack", "microsoftTeams", "genericWebhook"].map((type) =>
        matching(`config.${type}.url`, /^https:\/\/\S+$/, "give an address that begins with https://"),
      ),
      matching("config.email.addresses.*", /^[^\s@]+@[^\s@]+$/, "give a mail address"),
    ],
    computed: { destinationType: ({ inputs }) => TYPES[typeOf(inputs["config"]) ?? ""] ?? "" },
    id: ({ stamp }) => stamp.uuid,
    claims: ({ stamp }) => [{ thing: `notification destination ${stamp.uuid}` }],
  },
};
