import { z } from "zod";
import { groupName } from "../../manifest/schema/names";

const https = z.string().regex(/^https?:\/\/[A-Za-z0-9.-]+(?::\d+)?$/, {
  error: "must be an address without a path, e.g. https://dbc-a1b2c3d4-e5f6.cloud.databricks.com",
});

/** The account console on AWS, where a stack names no other. */
export const ACCOUNT_CONSOLE = "https://accounts.cloud.databricks.com";

/** Databricks: the account, the environment's workspace and its catalog. */
export const databricksKeys = {
  databricksHost: https.describe("Address of the environment's workspace."),
  databricksWorkspaceId: z
    .string()
    .regex(/^[1-9]\d*$/, { error: "must be a number" })
    .describe("The workspace's number."),
  databricksAccountId: z
    .uuid({ error: "must be the account's id, a UUID" })
    .describe("The Databricks account, which owns the projects' service principals."),
  databricksAccountHost: https.default(ACCOUNT_CONSOLE).describe("Address of the account console."),
  databricksDeployer: z
    .string()
    .regex(/^(?:servicePrincipals\/[0-9a-f-]{36}|users\/[^\s/]+@[^\s/]+|groups\/[^/]+)$/, {
      error: "must be servicePrincipals/APPLICATION_ID, users/MAIL or groups/NAME",
    })
    .describe(
      "Who runs Pulumi for this stack; may use the projects' service principals, as `run_as` needs: `servicePrincipals/APPLICATION_ID`.",
    ),
  catalog: z
    .string()
    .regex(/^[^.\s/]{1,255}$/, { error: "must be the name of a catalog" })
    .describe("Unity Catalog catalog of the environment. It exists already, unless the stack owns it."),
  ownsCatalog: z
    .boolean()
    .default(false)
    .describe(
      "Whether the stack declares the catalog: isolated, so that only the workspaces named here reach it. At most one stack of a catalog does, and only of a new one.",
    ),
  catalogStorageRoot: z
    .string()
    .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/[\w=.-]+)*\/?$/, {
      error: "must be a bucket or a folder in one, such as s3://bucket/folder",
    })
    .optional()
    .describe(
      "Where managed tables and volumes of an owned catalog are kept, inside an external location. Default: the metastore's place. A change replaces the catalog.",
    ),
  catalogWorkspaces: z
    .record(
      z.string().regex(/^[1-9]\d*$/, { error: "must be a workspace's number" }),
      z.enum(["read", "write"]),
    )
    .default({})
    .describe(
      "Other workspaces that reach an owned catalog, by their numbers, each with read or write. The stack's own workspace always does.",
    ),
  catalogUsers: z
    .array(groupName)
    .default([])
    .describe(
      "Account groups with USE CATALOG on an owned catalog, without which their rights on schemas say nothing.",
    ),
  shareRecipients: z
    .record(
      z.string().regex(/^[^./\s\p{Cc}]{1,255}$/u, { error: "must be the name of a recipient" }),
      z.string().regex(/^(?:aws|azure|gcp):[\w-]+:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, {
        error: "must be a sharing identifier, cloud:region:uuid, as CURRENT_METASTORE() tells the recipient",
      }),
    )
    .default({})
    .describe(
      "Readers outside that projects may share data with: names, each with the sharing identifier of its metastore, `cloud:region:uuid`, as `SELECT CURRENT_METASTORE()` tells them.",
    ),
  ownsRecipients: z
    .boolean()
    .default(false)
    .describe(
      "Whether the stack declares these recipients. Exactly one stack of a metastore does; in the others they exist already.",
    ),
  catalogTags: z
    .enum(["none", "manifest", "all"])
    .default("manifest")
    .describe(
      "Which tags schemas and volumes carry in Unity Catalog: none, those of the manifest, or on schemas also Marvin's own (project, owner, environment, managed_by). A key that a tag policy governs wants ASSIGN on it.",
    ),
  peopleMayWrite: z
    .boolean()
    .default(false)
    .describe("Whether people may write data and start jobs, not only service principals."),
  pullRequestSchemas: z
    .boolean()
    .default(false)
    .describe(
      "Whether the projects' service principals may make schemas in the catalog, so that each pull request is tried in one of its own, which is removed again. For the stack in which pull requests are tried.",
    ),
} as const;
