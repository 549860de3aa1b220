import type { Fault, Kind, Settings } from "./kind";
import { given, type Props } from "./value";

/** Databricks serves some objects by the account's API and others by a workspace's. */
export function wrongProvider(
  { level }: Kind,
  type: string,
  inputs: Props,
  { host, accountId }: Settings,
): Fault[] {
  const onlyAccount =
    host !== undefined && /^https:\/\/accounts[.-]/.test(host) && !given(inputs, "providerConfig");
  if (level === "account" && accountId === undefined && host !== undefined) {
    return [{ property: "", reason: `${type} is an account API; give it the provider that has accountId` }];
  }
  if ((level === "workspace" || level === "metastore") && onlyAccount) {
    return [
      {
        property: "",
        reason: `${type} is a workspace API, and ${host} is the account; give it the workspace's provider`,
      },
    ];
  }
  return [];
}
