import { z } from "zod";
import { documentation } from "./documentation";
import { object } from "./object";

const VALUES =
  "secret values never stand in a file: put them with `databricks secrets put-secret SCOPE KEY`, and remove this";

/** https://docs.databricks.com/api/workspace/secrets/createscope */
const scopeName = z.string().regex(/^[A-Za-z0-9_.@-]{1,128}$/, {
  error: "must be 1 to 128 letters, digits, `-`, `_`, `@` and `.`",
});

/** Secret scopes that the project makes in each environment. */
export const secretScopes = z
  .record(
    scopeName,
    object(
      {},
      {
        secrets: VALUES,
        values: VALUES,
        backend_type: "scopes are kept by Databricks itself: remove it",
        keyvault_metadata: "scopes are kept by Databricks itself: remove it",
        initial_manage_principal: "whoever runs Pulumi manages the scope: remove it",
        permissions: "who may read and write a scope follows from `access`: remove it",
        name: "the key above is the scope's name: remove it",
      },
    ),
  )
  .default({})
  .describe(
    "Databricks secret scopes by name, which begins with the project's. The service principal reads them, owners put values in, which never pass through this repository; refer to one as `{{secrets/SCOPE/KEY}}`.",
  )
  .register(documentation, {
    drives: ["databricks.SecretScope", "databricks.SecretAcl"],
    stack: ["protect", "retainOnDelete"],
    since: "0.2.0",
  });
