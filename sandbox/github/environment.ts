import type { Kind, Need, Subject } from "../kind";
import { between, each, exactlyOne, length } from "../rules";
import { at, isProps, list, show, type Props } from "../value";
import { api, elsewhere, inRepository, owner, readOnly, repositoryId, repositoryThing } from "./names";
import { known } from "./outside";

export const repositoryEnvironment: Kind = {
  docs: "https://docs.github.com/en/rest/deployments/environments",
  replacedBy: ["environment"],
  replacedWhen: elsewhere,
  frozen: readOnly,
  unordered: ["reviewers.*.teams", "reviewers.*.users"],
  rules: [
    // https://docs.github.com/en/rest/deployments/environments#create-or-update-an-environment
    length("environment", 1, 255),
    between("waitTimer", 0, 43_200),
    each("reviewers.*", ({ value }) => {
      const count = list(value, "teams").length + list(value, "users").length;
      return count > 6 && `names ${count} reviewers; GitHub takes 6, teams and users together`;
    }),
    each("deploymentBranchPolicy", ({ value }) =>
      isProps(value) && value["protectedBranches"] === value["customBranchPolicies"]
        ? "protectedBranches and customBranchPolicies cannot have the same value; leave the policy out to allow all"
        : undefined,
    ),
  ],
  computed: { repositoryId },
  id: ({ inputs }) => `${show(inputs["repository"])}:${show(inputs["environment"])}`,
  claims: (it) => [{ thing: environmentThing(it) }],
  needs: (it) => [inRepository(it), ...reviewers(it)],
};

/** GitHub leaves out, without a word, who cannot read the repository: then nobody approves. */
function reviewers(it: Subject): Need[] {
  return (["team", "user"] as const).flatMap((what) =>
    at(it.inputs, `reviewers.*.${what}s.*`).map(({ value }) =>
      known(
        it,
        `${what} number`,
        show(value),
        `PUT ${api(it)}/environments/${show(it.inputs["environment"])}: ${what} ${show(value)} is not in ${owner(it.settings)}, and reviewers must have at least read access to the repository`,
      ),
    ),
  );
}

export const repositoryEnvironmentDeploymentPolicy: Kind = {
  docs: "https://docs.github.com/en/rest/deployments/branch-policies",
  replacedBy: ["environment"],
  // The provider changes a pattern in place, and makes a policy anew that turns from branches to tags or back.
  replacedWhen: (olds, it, outputs, world) => {
    const turned = (olds["tagPattern"] === undefined) !== (it.inputs["tagPattern"] === undefined);
    return [...elsewhere(olds, it, outputs, world), ...(turned ? ["branchPattern", "tagPattern"] : [])];
  },
  frozen: readOnly,
  rules: [exactlyOne("", ["branchPattern", "tagPattern"])],
  computed: { repositoryId, policyId: ({ stamp }) => stamp.number },
  id: ({ inputs, stamp }) => `${show(inputs["repository"])}:${show(inputs["environment"])}:${stamp.number}`,
  claims: (it) => [{ thing: `deployment policy ${pattern(it.inputs)} of ${environmentThing(it)}` }],
  needs: (it, world) => {
    const environment = inEnvironment(it, "deployment-branch-policies");
    const policy = world.holder(environment.thing)?.["deploymentBranchPolicy"];
    // https://docs.github.com/en/rest/deployments/branch-policies#create-a-deployment-branch-policy
    const custom = isProps(policy) && policy["customBranchPolicies"] === true;
    return custom
      ? [environment]
      : [{ ...environment, thing: `custom branch policies of ${environment.thing}` }];
  },
};

export function environmentThing(it: Subject): string {
  return `environment ${show(it.inputs["environment"])} of ${repositoryThing(it)}`;
}

function pattern(inputs: Props): string {
  return inputs["tagPattern"] === undefined
    ? `branch ${show(inputs["branchPattern"])}`
    : `tag ${show(inputs["tagPattern"])}`;
}

export function inEnvironment(it: Subject, collection: string): Need {
  const refusal = `POST ${api(it)}/environments/${show(it.inputs["environment"])}/${collection}: 404 Not Found`;
  return { thing: environmentThing(it), refusal, inside: true };
}
