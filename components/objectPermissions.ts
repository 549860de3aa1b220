import * as databricks from "@pulumi/databricks";
import type * as pulumi from "@pulumi/pulumi";
import type { Given } from "../manifest/schema/grants";
import { levelOf, type Leveled, type Member } from "./roles";

/** Who is given permissions: the project's groups and its service principal. */
export interface Grantees {
  readonly members: readonly Member[];
  /** What `access.grants` gives to groups beside their roles, by group. */
  readonly given?: Readonly<Record<string, Given>>;
  /** Application id of the project's service principal. */
  readonly applicationId: pulumi.Input<string>;
  /** Whether the principal has rights: it loses them when the project retires. */
  readonly principalActs: boolean;
  readonly peopleMayWrite: boolean;
}

/** The id under which the permissions API knows an object. */
type ObjectId = Pick<
  databricks.PermissionsArgs,
  | "jobId"
  | "clusterId"
  | "clusterPolicyId"
  | "experimentId"
  | "directoryId"
  | "instancePoolId"
  | "servingEndpointId"
  | "sqlEndpointId"
>;

/** What a group or principal outside the project is given on one object. */
export type AccessControl =
  | { readonly groupName: string; readonly permissionLevel: string }
  | { readonly servicePrincipalName: pulumi.Input<string>; readonly permissionLevel: string };

/**
 * Declares all permissions of one workspace object. Authoritative: the object has no other owner of its
 * permissions, and what others add by hand is removed. An object without anybody to name has none declared.
 * https://docs.databricks.com/api/workspace/permissions
 */
export function objectPermissions(
  name: string,
  kind: Leveled,
  object: ObjectId,
  { members, applicationId, principalActs, peopleMayWrite }: Grantees,
  opts: pulumi.CustomResourceOptions,
  others: readonly AccessControl[] = [],
): databricks.Permissions | undefined {
  const groups = members.flatMap(({ group, role }) => {
    const permissionLevel = levelOf(kind, role, peopleMayWrite);
    return permissionLevel === undefined ? [] : [{ groupName: group, permissionLevel }];
  });
  const permissionLevel = levelOf(kind, "principal", peopleMayWrite);
  const accessControls = [
    ...(principalActs ? [{ servicePrincipalName: applicationId, permissionLevel }] : []),
    ...groups,
    ...others,
  ];
  if (accessControls.length === 0) return undefined;
  return new databricks.Permissions(name, { ...object, accessControls }, opts);
}
