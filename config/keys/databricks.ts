import { z } from "zod";

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
    .describe("Unity Catalog catalog of the environment. It exists already."),
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
} as const;
