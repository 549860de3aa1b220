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
});
