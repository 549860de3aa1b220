import type { Kind, Need, Settings, Subject, Surroundings } from "../kind";
import { atMost, between, from, length, matching } from "../rules";
import { isTrue } from "../rules";
import { isProps, show, valueAt, type Props } from "../value";
import { mappingIn } from "./jsonText";
import { account } from "./place";
import { policyDocument, statementsOf } from "./policy";
import { tagRules } from "./tags";

const LIMITS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";

/** Roles and the policies inside them. */
export const iamKinds: Readonly<Record<string, Kind>> = {
  "aws:iam/role:Role": {
    docs: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html",
    required: ["name"],
    replacedBy: ["name", "namePrefix", "path"],
    rules: [
      matching("name", /^[\w+=,.@-]{1,64}$/, "use 1 to 64 letters, digits and _ + = , . @ -"),
      length("description", 0, 1000),
      between("maxSessionDuration", 3600, 43_200),
      atMost("managedPolicyArns", 20),
      matching(
        "permissionsBoundary",
        /^arn:aws[\w-]*:iam::(?:\d{12}|aws):policy\//,
        "give the ARN of a policy",
      ),
      from(LIMITS, policyDocument("assumeRolePolicy", ["Principal", "Action"], 2048)),
      tagRules,
    ],
    computed: {
      arn: ({ inputs, settings }) => `arn:aws:iam::${account(settings)}:role/${show(inputs["name"])}`,
      uniqueId: ({ stamp }) => `AROA${stamp.hex.toUpperCase()}`,
      createDate: ({ stamp }) => stamp.at,
    },
    id: ({ inputs }) => show(inputs["name"]),
    claims: ({ inputs, settings }) => [
      {
        thing: role(settings, inputs["name"]),
        refusal: `CreateRole: 409 EntityAlreadyExists: Role with name ${show(inputs["name"])} already exists.`,
      },
    ],
    startsEmpty: true,
    keeps: ({ inputs, settings }, world) => {
      if (isTrue(inputs["forceDetachPolicies"])) return undefined;
      const inside = world.inside(role(settings, inputs["name"]));
      if (inside.length === 0) return undefined;
      return `DeleteRole: 409 DeleteConflict: Cannot delete entity, must delete policies first (${inside.join(", ")})`;
    },
  },

  "aws:iam/rolePolicy:RolePolicy": {
    docs: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html",
    required: ["name"],
    replacedBy: ["name", "namePrefix", "role"],
    rules: [
      matching("name", /^[\w+=,.@-]{1,128}$/, "use 1 to 128 letters, digits and _ + = , . @ -"),
      from(LIMITS, policyDocument("policy", ["Action", "Resource"], 10_240)),
    ],
    id: ({ inputs }) => `${show(inputs["role"])}:${show(inputs["name"])}`,
    claims: ({ inputs, settings }) => [
      { thing: `policy ${show(inputs["name"])} of ${role(settings, inputs["role"])}` },
    ],
    needs: ({ inputs, settings }) => [
      {
        thing: role(settings, inputs["role"]),
        refusal: `PutRolePolicy: 404 NoSuchEntity: The role with name ${show(inputs["role"])} cannot be found.`,
        inside: true,
      },
    ],
  },
};

function role(settings: Settings, name: Props[string] | undefined): string {
  return `role ${account(settings)} ${show(name)}`;
}

/** A role that a service is to take on must be there, and trust it. */
export function assumableRole(
  { inputs, settings }: Subject,
  world: Surroundings,
  { key, service, refusal }: { readonly key: string; readonly service: string; readonly refusal: string },
): Need {
  const name = show(valueAt(inputs, key) ?? "").replace(/^.*:role\/(?:.*\/)?/, "");
  const thing = role(settings, name);
  const held = world.holder(thing);
  const trusted = (held === undefined ? [] : statementsOf(mappingIn(held, "assumeRolePolicy") ?? {})).some(
    ({ Effect: effect, Principal: principal }) =>
      effect === "Allow" && isProps(principal) && [principal["Service"]].flat().includes(service),
  );
  return { thing: trusted ? thing : `${thing} that trusts ${service}`, refusal };
}
