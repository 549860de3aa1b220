import { z } from "zod";
import { documentation } from "./documentation";
import { email, groupName } from "./names";
import { object } from "./object";

const group = object(
  {
    users: z
      .array(email)
      .default([])
      .describe("Members by the mail address with which they log in. They are in the account already."),
    groups: z
      .array(groupName)
      .default([])
      .describe(
        "Groups whose members belong to this one too: of this file, or such as exist in the account already.",
      ),
    service_principals: z
      .array(z.uuid({ error: "must be the application id of a service principal, a UUID" }))
      .default([])
      .describe("Service principals by application id. They are in the account already."),
  },
  {
    members: "name members by kind: `users`, `groups` or `service_principals`",
    entitlements: "entitlements come with the workspace's groups: ask the platform team, and remove this",
    roles: "what a group may do follows from `access`: remove it",
  },
).register(documentation, { drives: ["databricks.Group", "databricks.GroupMember"] });

/** Groups that the project makes, once for all environments. */
export const groups = z
  .record(groupName, group)
  .default({})
  .describe(
    "Account groups that the project makes, by name; `access` says what they may do. Made once for all environments and assigned to each workspace. Groups of your identity provider are not declared here: name them in `access`.",
  )
  .register(documentation, {
    drives: [
      "databricks.Group",
      "databricks.GroupMember",
      "databricks.PermissionAssignment",
      "databricks.Grant",
    ],
    stack: ["ownsRepositories", "protect", "retainOnDelete"],
    since: "0.2.0",
  });
