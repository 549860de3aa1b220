import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { Providers } from "../config/providers";
import type { Settings } from "../config/settings";
import type { Project } from "../manifest/schema/project";
import { keep } from "./stateful";

/** What a project's own groups are made from. */
export interface GroupsArgs {
  readonly groups: Project["groups"];
  readonly settings: Settings;
  readonly providers: Providers;
}

/**
 * The account groups that a project makes. The stack that owns what exists once makes them and adds their members;
 * every stack assigns them to its workspace and lets them use its catalog, which nobody else does for a group that
 * is new. Members are added one by one (`GroupMember`), so that what others add by hand stays.
 */
export class Groups extends pulumi.ComponentResource {
  constructor(name: string, args: GroupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:Groups", name, {}, { ...opts, providers: [args.providers.workspace] });
    const { groups, settings } = args;
    const made = new Map<string, databricks.Group>();
    if (settings.ownsRepositories) {
      for (const group of Object.keys(groups)) made.set(group, this.group(`${name}/${group}`, group, args));
      for (const group of Object.keys(groups)) this.members(`${name}/${group}`, group, made, args);
    }
    for (const group of Object.keys(groups)) {
      const first = { parent: this, dependsOn: made.get(group) };
      const membership = new databricks.PermissionAssignment(
        `${name}/${group}/workspace`,
        { groupName: group, permissions: ["USER"] },
        first,
      );
      new databricks.Grant(
        `${name}/${group}/catalog`,
        { catalog: settings.catalog, principal: group, privileges: ["USE_CATALOG"] },
        { parent: this, dependsOn: membership },
      );
    }
    this.registerOutputs({});
  }

  /** One whose members nobody could add again: those that others added stand in no file. */
  private group(name: string, displayName: string, { providers, settings }: GroupsArgs): databricks.Group {
    return new databricks.Group(
      name,
      { displayName, api: "account" },
      { parent: this, provider: providers.account, ...keep("group", settings) },
    );
  }

  private members(
    name: string,
    group: string,
    made: ReadonlyMap<string, databricks.Group>,
    { groups, providers }: GroupsArgs,
  ): void {
    const inAccount = { parent: this, provider: providers.account };
    const { users = [], groups: inner = [], service_principals: principals = [] } = groups[group] ?? {};
    const add = (kind: string, member: string, memberId: pulumi.Input<string>) =>
      new databricks.GroupMember(
        `${name}/${kind}/${member}`,
        { groupId: made.get(group)!.id, memberId, api: "account" },
        inAccount,
      );
    const api = "account";
    for (const userName of users) {
      add("users", userName, databricks.getUserOutput({ userName, api }, inAccount).id);
    }
    for (const displayName of inner) {
      const own = made.get(displayName)?.id;
      add("groups", displayName, own ?? databricks.getGroupOutput({ displayName, api }, inAccount).id);
    }
    for (const applicationId of principals) {
      const found = databricks.getServicePrincipalOutput({ applicationId, api }, inAccount);
      add("service-principals", applicationId, found.id);
    }
  }
}
