import type { Settings } from "../config/settings";

/** Whoever runs Pulumi, as Unity Catalog names a principal: an application id, a mail address or a group. */
export function deployerName({ databricksDeployer }: Settings): string {
  return databricksDeployer.slice(databricksDeployer.indexOf("/") + 1);
}
