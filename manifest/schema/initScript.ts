import { z } from "zod";
import { sentence } from "./names";
import { object } from "./object";

const STORES = ["volumes", "workspace", "s3", "abfss", "gcs"];

function place(pattern: RegExp, form: string) {
  return sentence(1024).regex(pattern, { error: `must be ${form}` });
}

const region = z
  .string()
  .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, { error: "must be a region, e.g. `eu-central-1`" });

/** One script that runs on every machine of a cluster before Spark starts. */
const initScript = object(
  {
    volumes: object({
      destination: place(
        /^(?:\/Volumes(?:\/[^/]+){4,}|\$\{resources\.volumes\.[^}]+\}\/.+)$/,
        "a path such as `/Volumes/CATALOG/SCHEMA/VOLUME/setup.sh`",
      ).describe("Path `/Volumes/CATALOG/SCHEMA/VOLUME/...` of the script."),
    })
      .optional()
      .describe("A script in a Unity Catalog volume: the best place, for grants say who may change it."),
    workspace: object({
      destination: place(/^\/./, "the file's whole path in the workspace, from `/` on").describe(
        "Path of the file in the workspace.",
      ),
    })
      .optional()
      .describe("A script that is a workspace file. Dedicated clusters only."),
    s3: object(
      {
        destination: place(/^s3:\/\/[^/]+\/.+$/, "an address such as `s3://BUCKET/PATH/setup.sh`").describe(
          "Address `s3://BUCKET/PATH` of the script.",
        ),
        region: region.describe("Region of the bucket, e.g. `eu-central-1`."),
      },
      {
        endpoint: "name the bucket's `region` instead",
        enable_encryption: "this is for logs, not for scripts: remove it",
        encryption_type: "this is for logs, not for scripts: remove it",
        kms_key: "this is for logs, not for scripts: remove it",
        canned_acl: "this is for logs, not for scripts: remove it",
      },
    )
      .optional()
      .describe("A script in a bucket that the cluster may read. Prefer `volumes`."),
    abfss: object({
      destination: place(
        /^abfss:\/\/.+$/,
        "an address such as `abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/setup.sh`",
      ).describe("Address of the script."),
    })
      .optional()
      .describe("A script in Azure storage. Prefer `volumes`."),
    gcs: object({
      destination: place(/^gs:\/\/[^/]+\/.+$/, "an address such as `gs://BUCKET/PATH/setup.sh`").describe(
        "Address `gs://BUCKET/PATH` of the script.",
      ),
    })
      .optional()
      .describe("A script in Google Cloud storage. Prefer `volumes`."),
  },
  {
    dbfs: "Databricks retires scripts on DBFS, where anybody may change them: move the script to a volume and name it under `volumes`",
    file: "this is for container images, which are not offered: move the script to a volume and name it under `volumes`",
  },
).superRefine((value, context) => {
  if (Object.values(value).filter((store) => store !== undefined).length !== 1) {
    context.addIssue({
      code: "custom",
      message: `an init script lies in exactly one of ${STORES.join(", ")}: write one item for each script`,
    });
  }
});

/** https://docs.databricks.com/aws/en/init-scripts/cluster-scoped: at most ten, run in this order. */
export const initScripts = z
  .array(initScript)
  .max(10, { error: "has more than 10 init scripts: put several into one" })
  .optional()
  .describe(
    "Scripts that run on every machine before Spark starts, at most 10, in this order. On shared clusters the metastore must allow them.",
  );
