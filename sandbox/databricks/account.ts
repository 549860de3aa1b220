import { isTrue, each, matching, oneOf } from "../rules";
import { rulePrincipal } from "./principals";
import type { Claim, Kind, Settings } from "../kind";
import { at, list, text, show, type Props } from "../value";

/** The objects of a Databricks account, which all workspaces share. */
export const accountKinds: Readonly<Record<string, Kind>> = {
  "databricks:index/servicePrincipal:ServicePrincipal": {
    docs: "https://docs.databricks.com/api/account/accountserviceprincipals/create",
    required: ["displayName"],
    replacedBy: ["applicationId", "displayName"],
    rules: [
      ({ workspaceConsume, workspaceAccess, databricksSqlAccess }) =>
        isTrue(workspaceConsume) && (isTrue(workspaceAccess) || isTrue(databricksSqlAccess))
          ? [
              {
                property: "workspaceConsume",
                reason: "excludes workspaceAccess and databricksSqlAccess; keep one",
              },
            ]
          : [],
    ],
    computed: {
      applicationId: ({ stamp }) => stamp.uuid,
      aclPrincipalId: ({ stamp }) => `servicePrincipals/${stamp.uuid}`,
      home: ({ stamp }) => `/Users/${stamp.uuid}`,
      repos: ({ stamp }) => `/Repos/${stamp.uuid}`,
    },
    id: ({ stamp }) => String(stamp.number),
    claims: ({ inputs, stamp }) => {
      const application = text(inputs, "applicationId") ?? stamp.uuid;
      return [
        {
          thing: `service principal ${application}`,
          refusal: `POST /scim/v2/ServicePrincipals: 409 Service principal with application ID ${application} already exists.`,
        },
        { thing: `service principal with id ${stamp.number}` },
      ];
    },
    // The account's default is to switch off, not to delete: https://registry.terraform.io/providers/databricks/databricks/latest/docs/resources/service_principal
    leaves: ({ inputs, settings }) => {
      const disables = inputs["disableAsUserDeletion"] ?? isAccount(settings);
      return isTrue(disables) ? { active: false } : undefined;
    },
  },

  "databricks:index/servicePrincipalFederationPolicy:ServicePrincipalFederationPolicy": {
    docs: "https://docs.databricks.com/api/account/serviceprincipalfederationpolicy/create",
    level: "account",
    required: ["servicePrincipalId", "oidcPolicy"],
    replacedBy: ["servicePrincipalId", "policyId"],
    unordered: ["oidcPolicy.audiences"],
    rules: [
      // https://docs.databricks.com/api/account/serviceprincipalfederationpolicy/create
      matching("policyId", /^[a-z0-9/-]+$/, "use lowercase letters, digits, hyphens and slashes"),
      matching("oidcPolicy.issuer", /^https:\/\//, "an issuer is an https URL"),
      each("oidcPolicy", ({ value }) => {
        const missing = ["issuer", "subject"].filter(
          (key) => at(value, key).length === 0 && !pending(value, key),
        );
        return (
          missing.length > 0 && `needs ${missing.join(" and ")}: a service principal's policy must name both`
        );
      }),
    ],
    computed: {
      policyId: ({ stamp }) => stamp.uuid,
      uid: ({ stamp }) => stamp.uuid,
      name: ({ inputs, stamp, settings }) => policyName(inputs, stamp.uuid, settings),
      createTime: ({ stamp }) => stamp.at,
      updateTime: ({ stamp }) => stamp.at,
    },
    id: ({ inputs, stamp, settings }) => policyName(inputs, stamp.uuid, settings),
    claims: ({ inputs, stamp, settings }) => [
      {
        thing: `federation policy ${policyName(inputs, stamp.uuid, settings)}`,
        refusal: `POST /servicePrincipals/${show(inputs["servicePrincipalId"])}/federationPolicies: 409 ALREADY_EXISTS`,
      },
    ],
    needs: ({ inputs }) => [
      {
        thing: `service principal with id ${show(inputs["servicePrincipalId"])}`,
        refusal: `404 NOT_FOUND: service principal ${show(inputs["servicePrincipalId"])} does not exist`,
        inside: true,
      },
    ],
  },

  "databricks:index/mwsPermissionAssignment:MwsPermissionAssignment": {
    docs: "https://docs.databricks.com/api/account/workspaceassignment/update",
    level: "account",
    replacedBy: ["workspaceId", "principalId", "permissions"],
    unordered: ["permissions"],
    rules: [
      oneOf("permissions.*", ["USER", "ADMIN"]),
      matching("workspaceId", /^\d+$/, "a workspace's id is a number"),
      matching("principalId", /^\d+$/, "give the numeric id, not the application id or the name"),
    ],
    id: ({ inputs }) => `${show(inputs["workspaceId"])}|${show(inputs["principalId"])}`,
    claims: ({ inputs }) => [
      { thing: `assignment of ${show(inputs["principalId"])} to workspace ${show(inputs["workspaceId"])}` },
    ],
    // The principal may also be a group or a user, which are not made here.
    needs: ({ inputs }) => [
      {
        thing: `service principal with id ${show(inputs["principalId"])}`,
        refusal: "",
        inside: true,
        assumed: true,
      },
    ],
  },

  "databricks:index/accessControlRuleSet:AccessControlRuleSet": {
    docs: "https://docs.databricks.com/api/account/accountaccesscontrol/updateruleset",
    required: ["name"],
    replacedBy: ["name"],
    unordered: ["grantRules.*.principals", "grantRules"],
    rules: [
      // https://docs.databricks.com/api/account/accountaccesscontrol/updateruleset
      matching(
        "name",
        /^accounts\/[^/]+\/([A-Za-z]+\/[^/]+\/)?ruleSets\/default$/,
        "use accounts/ID/servicePrincipals/APPLICATION_ID/ruleSets/default",
      ),
      matching(
        "grantRules.*.role",
        /^roles\/[A-Za-z]+(\.[A-Za-z]+)*$/,
        "a role reads roles/servicePrincipal.user",
      ),
      matching(
        "grantRules.*.principals.*",
        /^(users|groups|servicePrincipals)\/.+$/,
        "start it with users/, groups/ or servicePrincipals/",
      ),
      principalRoles,
    ],
    computed: { etag: ({ stamp }) => stamp.hex },
    id: ({ inputs }) => show(inputs["name"]),
    claims: ({ inputs }) => {
      const rules: Claim = { thing: `rule set ${show(inputs["name"])}` };
      const application = rulesOf(inputs);
      const users = list(inputs, "grantRules").some(
        (rule) => text(rule, "role") === "roles/servicePrincipal.user",
      );
      return application !== undefined && users
        ? [rules, { thing: `users of service principal ${application}`, shared: true }]
        : [rules];
    },
    needs: ({ inputs }) => {
      const application = rulesOf(inputs);
      if (application === undefined) return [];
      const refusal = `PUT /preview/accounts/access-control/rule-sets: 404 service principal ${application} does not exist`;
      return [
        { thing: `service principal ${application}`, refusal, inside: true },
        ...at(inputs, "grantRules.*.principals.*").flatMap(({ value }) =>
          rulePrincipal(value, "PUT /preview/accounts/access-control/rule-sets"),
        ),
      ];
    },
  },
};

/** True when the provider speaks to the account and not to a workspace. */
function isAccount({ host }: Settings): boolean {
  return host !== undefined && /^https:\/\/accounts[.-]/.test(host);
}

function policyName(inputs: Props, uuid: string, { accountId }: Settings): string {
  const policy = text(inputs, "policyId") ?? uuid;
  return `accounts/${accountId ?? "-"}/servicePrincipals/${show(inputs["servicePrincipalId"])}/federationPolicies/${policy}`;
}

/** The application id of the service principal that a rule set is about. */
function rulesOf(inputs: Props): string | undefined {
  return /\/servicePrincipals\/([^/]+)\//.exec(show(inputs["name"]))?.[1];
}

function principalRoles(inputs: Props): { property: string; reason: string }[] {
  if (rulesOf(inputs) === undefined) return [];
  const roles = ["roles/servicePrincipal.user", "roles/servicePrincipal.manager"];
  return oneOf("grantRules.*.role", roles)(inputs);
}

/** Given, but not known before the run. */
function pending(value: unknown, key: string): boolean {
  return typeof value === "object" && value !== null && key in value;
}
