import { Refusal, type Invoke, type Kind, type Surroundings } from "../kind";
import { atMostOne, each, matching, oneOf } from "../rules";
import { given, show, text, type Json, type Props } from "../value";
import { workspace } from "./compute";
import { workspacePrincipal } from "./principals";

const LIMITS = "https://docs.databricks.com/aws/en/resources/limits";

/** Groups that Databricks makes by itself. */
const RESERVED = ["users", "admins", "account users"];

/** Groups of the account, their members, and who belongs to a workspace. */
export const groupKinds: Readonly<Record<string, Kind>> = {
  "databricks:index/group:Group": {
    docs: "https://docs.databricks.com/api/account/accountgroups/create",
    required: ["displayName"],
    replacedBy: [],
    rules: [
      each(
        "displayName",
        ({ value }) =>
          RESERVED.includes(show(value).toLowerCase()) && "is a group that Databricks makes by itself",
      ),
      oneOf("api", ["account", "workspace"]),
    ],
    computed: { aclPrincipalId: ({ inputs }) => `groups/${show(inputs["displayName"])}` },
    id: ({ stamp }) => String(stamp.number),
    claims: ({ inputs, stamp }) => [
      {
        thing: `group ${show(inputs["displayName"])}`,
        refusal: `POST /scim/v2/Groups: 409 Group with name ${show(inputs["displayName"])} already exists.`,
      },
      { thing: `group with id ${stamp.number}` },
    ],
    needs: () => [{ thing: "the account", refusal: "", inside: true, assumed: true }],
    quotas: () => [
      {
        within: "the account",
        most: 5000,
        refusal: `POST /scim/v2/Groups: 400 RESOURCE_LIMIT_EXCEEDED: an account has at most 5000 groups (${LIMITS})`,
      },
    ],
  },

  "databricks:index/groupMember:GroupMember": {
    docs: "https://docs.databricks.com/api/account/accountgroups/patch",
    required: ["groupId", "memberId"],
    replacedBy: ["groupId", "memberId"],
    rules: [
      matching("groupId", /^\d+$/, "give the group's numeric id, not its name"),
      matching("memberId", /^\d+$/, "give the member's numeric id, not its name"),
      ({ groupId, memberId }) =>
        typeof groupId === "string" && groupId === memberId
          ? [{ property: "memberId", reason: "is the group itself" }]
          : [],
      oneOf("api", ["account", "workspace"]),
    ],
    id: ({ inputs }) => `${show(inputs["groupId"])}|${show(inputs["memberId"])}`,
    claims: ({ inputs }) => [
      { thing: `member ${show(inputs["memberId"])} of group ${show(inputs["groupId"])}` },
    ],
    needs: ({ inputs }, world) => [
      {
        thing: `group with id ${show(inputs["groupId"])}`,
        refusal: `PATCH /scim/v2/Groups/${show(inputs["groupId"])}: 404 Group with id ${show(inputs["groupId"])} not found.`,
        inside: true,
      },
      ...circle(inputs, world),
    ],
  },

  "databricks:index/permissionAssignment:PermissionAssignment": {
    docs: "https://docs.databricks.com/api/account/workspaceassignment/update",
    level: "workspace",
    required: ["permissions"],
    replacedBy: ["groupName", "principalId", "servicePrincipalName", "userName"],
    unordered: ["permissions"],
    rules: [
      oneOf("permissions.*", ["USER", "ADMIN"]),
      atMostOne("", ["groupName", "principalId", "servicePrincipalName", "userName"]),
    ],
    computed: {
      displayName: ({ inputs }) => assigned(inputs),
      principalId: ({ inputs, stamp }, world) => Number(idOfGroup(inputs, world) ?? stamp.number),
    },
    id: ({ inputs, stamp }) => show(inputs["principalId"] ?? stamp.number),
    claims: ({ inputs, settings }) => [
      { thing: `assignment of ${assigned(inputs)} to ${workspace(inputs, settings)}` },
    ],
    needs: ({ inputs }) =>
      workspacePrincipal(inputs, "POST /api/2.0/preview/permissionassignments").map((need) =>
        given(inputs, "groupName") ? { ...need, inside: true } : need,
      ),
  },
};

function assigned(inputs: Props): string {
  const keys = ["groupName", "servicePrincipalName", "userName", "principalId"];
  return show(inputs[keys.find((key) => given(inputs, key)) ?? ""]);
}

function idOfGroup(inputs: Props, world: Surroundings): string | undefined {
  const group = world.holder(`group ${assigned(inputs)}`);
  return group === undefined ? undefined : text(group, "id");
}

/** A member that has the group inside it. https://docs.databricks.com/aws/en/admin/users-groups/groups */
function circle({ groupId, memberId }: Props, world: Surroundings) {
  const back = world.holder(`member ${show(groupId)} of group ${show(memberId)}`);
  return back === undefined
    ? []
    : [
        {
          thing: `a group ${show(memberId)} without group ${show(groupId)} inside it`,
          refusal: `PATCH /scim/v2/Groups/${show(groupId)}: 400 a group cannot be a member of its own member`,
        },
      ];
}

/** Digits made from a name, the same each time: people are not made here. */
export function numberOf(name: string): string {
  let hash = 7;
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 899_999_999_999;
  return String(100_000_000_000 + hash);
}

/** A person, a group or a principal of the account, who are taken to exist where nobody lists them. */
const found =
  (key: string, kind: string, missing: string): Invoke =>
  (args, _settings, world): Props => {
    const name = show(args[key]);
    const thing = `${kind} ${kind === "user" ? name.toLowerCase() : name}`;
    // The provider's own words: https://registry.terraform.io/providers/databricks/databricks/latest/docs/data-sources/group
    if (world.lacks(thing) && !world.planned(thing)) throw new Refusal(`${missing}${name}`);
    const here: Json | undefined = world.holder(thing);
    return { ...args, id: (here === undefined ? undefined : text(here, "id")) ?? numberOf(name) };
  };

export const groupInvokes: Readonly<Record<string, Invoke>> = {
  "databricks:index/getUser:getUser": found("userName", "user", "cannot find user "),
  "databricks:index/getGroup:getGroup": found("displayName", "group", "cannot find group: "),
  "databricks:index/getServicePrincipal:getServicePrincipal": found(
    "applicationId",
    "service principal",
    "cannot find SP with an application ID ",
  ),
};
