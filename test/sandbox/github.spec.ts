import assert from "node:assert/strict";
import { github } from "../../sandbox/github";
import { Sandbox, type Client } from "./client";

const repository = "github:index/repository:Repository";
const ruleset = "github:index/repositoryRuleset:RepositoryRuleset";
const collaborators = "github:index/repositoryCollaborators:RepositoryCollaborators";
const environment = "github:index/repositoryEnvironment:RepositoryEnvironment";
const deploymentPolicy =
  "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy";
const variable = "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable";
const permissions = "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions";

const definition = "github:index/organizationCustomProperties:OrganizationCustomProperties";
const property = "github:index/repositoryCustomProperty:RepositoryCustomProperty";
const organizationRuleset = "github:index/organizationRuleset:OrganizationRuleset";
const organizationActions = "github:index/actionsOrganizationPermissions:ActionsOrganizationPermissions";
const group = "github:index/actionsRunnerGroup:ActionsRunnerGroup";
const hosted = "github:index/actionsHostedRunner:ActionsHostedRunner";

const rules = {
  repository: "churn",
  name: "default",
  target: "branch",
  enforcement: "active",
  conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } },
  rules: { deletion: true },
};
const prod = {
  repository: "churn",
  environment: "prod",
  deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
};
const targeted = {
  name: "reviewed",
  target: "branch",
  enforcement: "active",
  conditions: {
    refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] },
    repositoryProperty: {
      includes: [{ name: "tier", propertyValues: ["one"], source: "custom" }],
      excludes: [],
    },
  },
  rules: { deletion: true },
};
const runner = { name: "linux-8", image: { id: "2306", source: "github" }, size: "8-core", runnerGroupId: 1 };
const host = { repository: "churn", environment: "prod", variableName: "HOST", value: "x" };

describe("github in the local cloud", () => {
  let sandbox: Sandbox;
  let client: Client;

  beforeEach(async () => {
    sandbox = await Sandbox.start(github);
    client = await sandbox.connect({ owner: "acme" });
  });
  afterEach(() => sandbox.stop());

  // prettier-ignore
  const refused: [what: string, type: string, inputs: Parameters<Client["check"]>[1], reason: RegExp][] = [
    ["a repository without a name", repository, {}, /^name: must be given here/],
    ["no way to merge", repository, { name: "a", allowMergeCommit: false, allowSquashMerge: false, allowRebaseMerge: false }, /^allowMergeCommit: all three/],
    ["a description of two lines", repository, { name: "a", description: "a\nb" }, /line breaks, are not allowed \(https:\/\/docs\.github\.com\/en\/rest\/repos\//],
    ["a topic in capitals", repository, { name: "a", topics: ["ok", "Churn"] }, /^topics\[1\]: is "Churn"/],
    ["a ref that matches nothing", ruleset, { ...rules, conditions: { refName: { includes: ["main"], excludes: [] } } }, /^conditions\.refName\.includes\[0\]: "main" matches nothing; start it with refs\/heads\//],
    ["a mistyped word for refs", ruleset, { ...rules, conditions: { refName: { includes: ["~DEFAULT"], excludes: [] } } }, /"~DEFAULT" matches nothing/],
    ["a ruleset of branches without conditions", ruleset, { ...rules, conditions: null }, /^conditions: a ruleset of target branch needs refName/],
    ["pull requests on tags", ruleset, { ...rules, target: "tag", conditions: { refName: { includes: ["~ALL"], excludes: [] } }, rules: { pullRequest: {} } }, /^rules\.pullRequest: is a rule for branches/],
    ["a team that may bypass without an id", ruleset, { ...rules, bypassActors: [{ actorType: "Team", bypassMode: "always" }] }, /^bypassActors\[0\]: is a Team without an actorId/],
    ["an unknown role", collaborators, { repository: "churn", teams: [{ teamId: "ml", permission: "write" }] }, /^teams\[0\]\.permission: is "write"; use one of: pull/],
    ["a team twice", collaborators, { repository: "churn", teams: [{ teamId: "ml" }, { teamId: "ml" }] }, /^teams\[1\]\.teamId: repeats "ml"/],
    ["a month of waiting and more", environment, { ...prod, waitTimer: 43_201 }, /^waitTimer: is 43201/],
    ["seven reviewers", environment, { ...prod, reviewers: [{ teams: [1, 2, 3], users: [1, 2, 3, 4] }] }, /^reviewers\[0\]: names 7 reviewers/],
    ["both branch policies", environment, { ...prod, deploymentBranchPolicy: { protectedBranches: true, customBranchPolicies: true } }, /^deploymentBranchPolicy: .*same value/],
    ["a deployment policy of nothing", deploymentPolicy, { repository: "churn", environment: "prod" }, /has none of branchPattern, tagPattern/],
    ["a variable of GitHub's own name", variable, { ...host, variableName: "GITHUB_HOST" }, /^variableName: .*GitHub's own/],
    ["a mistyped policy of actions", permissions, { repository: "churn", allowedActions: "localOnly" }, /^allowedActions: is "localOnly"; use one of: all, local_only/],
    ["allowed actions that nobody asks for", permissions, { repository: "churn", allowedActionsConfig: { githubOwnedAllowed: true } }, /^allowedActionsConfig: counts only/],
    ["a property with a space in its name", definition, { propertyName: "my tier", valueType: "string" }, /^propertyName: .*use 1 to 75 letters/],
    ["a property of an unknown type", definition, { propertyName: "tier", valueType: "text" }, /^valueType: is "text"; use one of: string/],
    ["a required property without a default", definition, { propertyName: "tier", valueType: "string", required: true }, /^defaultValue: a required property/],
    ["allowed values of a text", definition, { propertyName: "tier", valueType: "string", allowedValues: ["a"] }, /^allowedValues: counts only for single_select/],
    ["an organisation's ruleset of no repositories", organizationRuleset, { ...targeted, conditions: { refName: targeted.conditions.refName } }, /^conditions: has none of repositoryProperty, repositoryName/],
    ["an organisation's ruleset of a property without values", organizationRuleset, { ...targeted, conditions: { ...targeted.conditions, repositoryProperty: { includes: [{ name: "tier", propertyValues: [] }] } } }, /propertyValues: names no value/],
    ["an organisation's ruleset of refs that match nothing", organizationRuleset, { ...targeted, conditions: { ...targeted.conditions, refName: { includes: ["main"], excludes: [] } } }, /"main" matches nothing/],
    ["a runner group for private repositories as the provider has it", group, { name: "large", visibility: "private" }, /^visibility: is "private"; use one of: all, selected/],
    ["repositories of a group for all", group, { name: "large", visibility: "all", selectedRepositoryIds: [1] }, /^selectedRepositoryIds: counts only/],
    ["workflows that a group does not look at", group, { name: "large", visibility: "all", selectedWorkflows: ["a/b/.github/workflows/c.yml@main"] }, /^selectedWorkflows: is ignored/],
    ["a workflow of a group without its ref", group, { name: "large", visibility: "all", restrictedToWorkflows: true, selectedWorkflows: ["a/b/.github/workflows/c.yml"] }, /^selectedWorkflows\[0\]: /],
    ["an image by its name", hosted, { ...runner, image: { id: "ubuntu-latest" } }, /^image\.id: is "ubuntu-latest"; use the image's number/],
    ["no runners at all", hosted, { ...runner, maximumRunners: 0 }, /^maximumRunners: is 0/],
    ["a runner with a space in its name", hosted, { ...runner, name: "linux 8" }, /^name: is "linux 8"/],
    ["selected repositories that nobody names", organizationActions, { enabledRepositories: "selected" }, /^enabledRepositoriesConfig: must name/],
    ["an organisation's allowed actions that nobody asks for", organizationActions, { enabledRepositories: "all", allowedActions: "all", allowedActionsConfig: { githubOwnedAllowed: true } }, /^allowedActionsConfig: counts only/],
  ];

  for (const [what, type, inputs, reason] of refused) {
    it(`refuses ${what}`, async () => {
      const failures = await client.check(type, inputs);
      assert.equal(failures.length, 1, failures.join("\n"));
      assert.match(failures[0] ?? "", reason);
    });
  }

  it("takes what is right", async () => {
    assert.deepEqual(await client.check(ruleset, rules), []);
    assert.deepEqual(
      await client.check(environment, { ...prod, reviewers: [{ teams: [1] }], waitTimer: 43_200 }),
      [],
    );
    assert.deepEqual(await client.check(variable, host), []);
  });

  it("answers for a repository that is not there as the real provider does: with nothing", async () => {
    const token = "github:index/getRepository:getRepository";
    assert.deepEqual(await client.invoke(token, { name: "churn" }), { name: "churn", id: "-" });
    const { outputs } = await client.create(repository, "repo", { name: "churn" });
    const found = await client.invoke(token, { name: "churn" });
    assert.deepEqual([found["repoId"], found["fullName"]], [outputs["repoId"], "acme/churn"]);
  });

  it("takes a variable and a deployment policy only into an environment that allows them", async () => {
    const { outputs } = await client.create(repository, "repo", { name: "churn" });
    await assert.rejects(
      client.create(variable, "host", host),
      /environments\/prod\/variables: 404 Not Found/,
    );
    await client.create(environment, "prod", { repository: "churn", environment: "prod" });
    const made = await client.create(variable, "host", host);
    assert.deepEqual([made.id, made.outputs["repositoryId"]], ["churn:prod:HOST", outputs["repoId"]]);
    const tags = { repository: "churn", environment: "prod", tagPattern: "v*" };
    await assert.rejects(client.create(deploymentPolicy, "tags", tags), /deployment-branch-policies: 404/);
    await client.update(environment, "prod", "churn:prod", prod);
    await client.create(deploymentPolicy, "tags", tags);
    await assert.rejects(
      client.create(variable, "other", { ...host, variableName: "host" }),
      /409 Already exists/,
    );
  });

  it("takes one list of collaborators and one policy of actions for a repository", async () => {
    await client.create(repository, "repo", { name: "churn" });
    for (const type of [collaborators, permissions]) {
      await client.create(type, "one", { repository: "churn" });
      await assert.rejects(
        client.create(type, "two", { repository: "churn" }),
        /only one resource may manage/,
      );
    }
  });

  it("takes a value of a property, and a ruleset that finds repositories by it, once it is defined", async () => {
    await client.create(repository, "repo", { name: "churn" });
    const value = {
      repository: "churn",
      propertyName: "tier",
      propertyType: "string",
      propertyValues: ["one"],
    };
    await assert.rejects(
      client.create(property, "tier", value),
      /the custom property tier is not defined in the organization; define it there first/,
    );
    await assert.rejects(client.create(organizationRuleset, "all", targeted), /tier is not defined/);
    await client.create(definition, "tier", { propertyName: "tier", valueType: "string" });
    await client.create(property, "tier", value);
    await client.create(organizationRuleset, "all", targeted);
    await assert.rejects(client.create(organizationRuleset, "again", targeted), /422 .*name must be unique/);
  });

  it("lets one stack define a property, where the real service would overwrite in silence", async () => {
    const inputs = { propertyName: "tier", valueType: "string" };
    await client.create(definition, "tier", inputs);
    const other = await sandbox.connect({ owner: "acme" }, "prod");
    await assert.rejects(
      other.create(definition, "tier", inputs),
      /it is defined already, and the real service would overwrite it; define it in one place/,
    );
  });

  it("lets no repository choose its actions where the organisation has chosen", async () => {
    await client.create(repository, "repo", { name: "churn" });
    const all = { enabledRepositories: "all", allowedActions: "all", shaPinningRequired: true };
    const { id } = await client.create(organizationActions, "actions", all);
    await client.create(permissions, "churn", { repository: "churn", allowedActions: "selected" });
    await client.update(organizationActions, "actions", id, { ...all, allowedActions: "selected" });
    await client.create(repository, "other", { name: "other" });
    await assert.rejects(
      client.create(permissions, "other", { repository: "other", allowedActions: "selected" }),
      /409 Conflict: the organization allows selected actions/,
    );
  });

  it("takes a hosted runner into a group that is there, and a name once", async () => {
    await assert.rejects(client.create(hosted, "runner", runner), /there is no runner group 1/);
    const { id } = await client.create(group, "large", { name: "large", visibility: "all" });
    const inside = { ...runner, runnerGroupId: Number(id) };
    await client.create(hosted, "runner", inside);
    await assert.rejects(client.create(hosted, "again", inside), /name has already been taken/);
    await assert.rejects(
      client.create(group, "again", { name: "Large", visibility: "all" }),
      /409 Runner group with the name already exists/,
    );
  });
});
