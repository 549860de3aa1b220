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
  readonly peopleMayWrite: boolean;
}

/** The id under which the permissions API knows an object. */
type ObjectId = Pick<
  databricks.PermissionsArgs,
  "jobId" | "clusterId" | "clusterPolicyId" | "experimentId" | "directoryId" | "servingEndpointId"
>;

/** What a group or principal outside the project is given on one object. */
export type AccessControl =
  | { readonly groupName: string; readonly permissionLevel: string }
  | { readonly servicePrincipalName: string; readonly permissionLevel: string };

/**
 * Declares all permissions of one workspace object. Authoritative: the object has no other owner of its
 * permissions, and what others add by hand is removed.
 * https://docs.databricks.com/api/workspace/permissions
 */
export function objectPermissions(
  name: string,
  kind: Leveled,
  object: ObjectId,
  { members, applicationId, peopleMayWrite }: Grantees,
  opts: pulumi.CustomResourceOptions,
  others: readonly AccessControl[] = [],
): databricks.Permissions {
  const groups = members.flatMap(({ group, role }) => {
    const permissionLevel = levelOf(kind, role, peopleMayWrite);
    return permissionLevel === undefined ? [] : [{ groupName: group, permissionLevel }];
  });
  const principal = levelOf(kind, "principal", peopleMayWrite);
  return new databricks.Permissions(
    name,
    {
      ...object,
      accessControls: [
        { servicePrincipalName: applicationId, permissionLevel: principal },
        ...groups,
        ...others,
      ],
    },
    opts,
  );
}
