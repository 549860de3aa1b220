/** The clouds that a workspace may be in. */
export type Cloud = "AWS" | "Azure" | "Google Cloud";

/** The cloud of a workspace, by its address. */
export function cloudOf(databricksHost: string): Cloud {
  if (databricksHost.endsWith(".azuredatabricks.net")) return "Azure";
  return databricksHost.endsWith(".gcp.databricks.com") ? "Google Cloud" : "AWS";
}
