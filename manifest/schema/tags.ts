import { z } from "zod";
import { tagKey, tagValue } from "./names";

/** Tag of jobs that run a pinned release: their Git source names the commit alone. */
export const RELEASE_TAG = "release";

/** Tags that Marvin sets on what it makes: who answers for it, and where it comes from. */
export const OWN_TAGS: readonly string[] = [
  ...["project", "owner", "environment", "commit", "managed_by"],
  RELEASE_TAG,
];

/** Tags that Databricks sets on clusters. https://docs.databricks.com/aws/en/admin/account-settings/usage-detail-tags */
const DATABRICKS = ["Vendor", "Creator", "ClusterId", "ClusterName", "RunName", "JobId", "Name"];

/** What Databricks takes on a job, less Marvin's own. https://docs.databricks.com/api/workspace/jobs/create */
export const MOST_JOB_TAGS = 25 - OWN_TAGS.length;

/** Tags by key, at most `most` of them, none that would hide the platform's. */
export function tagMap(most: number) {
  return z
    .record(tagKey, tagValue)
    .superRefine((tags, context) => {
      for (const key of Object.keys(tags)) {
        if ([...OWN_TAGS, ...DATABRICKS].includes(key)) {
          context.addIssue({
            code: "custom",
            path: [key],
            message: "Marvin or Databricks sets this tag: choose another key",
          });
        }
      }
    })
    .refine((tags) => Object.keys(tags).length <= most, { error: `has too many tags: at most ${most}` });
}
