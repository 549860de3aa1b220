import type { Kind, Need, Subject } from "../kind";
import { between, each, exactlyOne, length, matching } from "../rules";
import { isProps, list, show, type Props } from "../value";
import { api, inRepository, repositoryId, repositoryThing } from "./names";

export const repositoryEnvironment: Kind = {
  docs: "https://docs.github.com/en/rest/deployments/environments",
  replacedBy: ["repository", "environment"],
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
  needs: (it) => [inRepository(it)],
};

export const repositoryEnvironmentDeploymentPolicy: Kind = {
  docs: "https://docs.github.com/en/rest/deployments/branch-policies",
  replacedBy: ["repository", "environment"],
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

export const actionsEnvironmentVariable: Kind = {
  docs: "https://docs.github.com/en/rest/actions/variables",
  replacedBy: ["repository", "environment", "variableName"],
  rules: [
    // https://docs.github.com/en/actions/reference/workflows-and-actions/variables
    matching(
      "variableName",
      /^[A-Za-z_]\w*$/,
      "use letters, digits and underscores, and do not start with a digit",
    ),
    matching("variableName", /^(?!GITHUB_)/i, "names that start with GITHUB_ are GitHub's own"),
    each("value", ({ value }) => Buffer.byteLength(show(value)) > 48 * 1024 && "is larger than 48 KB"),
  ],
  computed: { repositoryId, createdAt: ({ stamp }) => stamp.at, updatedAt: ({ stamp }) => stamp.at },
  id: ({ inputs }) =>
    `${show(inputs["repository"])}:${show(inputs["environment"])}:${show(inputs["variableName"])}`,
  claims: (it) => [
    {
      thing: variableThing(it),
      refusal: `POST ${api(it)}/environments/${show(it.inputs["environment"])}/variables: 409 Already exists - Variable already exists`,
    },
  ],
  needs: (it) => [inEnvironment(it, "variables")],
  quotas: (it) => [
    {
      within: environmentThing(it),
      most: 100,
      refusal: `422 ${environmentThing(it)} has 100 variables, and may have no more`,
    },
  ],
};

function environmentThing(it: Subject): string {
  return `environment ${show(it.inputs["environment"])} of ${repositoryThing(it)}`;
}

function variableThing(it: Subject): string {
  return `variable ${show(it.inputs["variableName"]).toUpperCase()} of ${environmentThing(it)}`;
}

function pattern(inputs: Props): string {
  return inputs["tagPattern"] === undefined
    ? `branch ${show(inputs["branchPattern"])}`
    : `tag ${show(inputs["tagPattern"])}`;
}

function inEnvironment(it: Subject, collection: string): Need {
  const refusal = `POST ${api(it)}/environments/${show(it.inputs["environment"])}/${collection}: 404 Not Found`;
  return { thing: environmentThing(it), refusal, inside: true };
}
