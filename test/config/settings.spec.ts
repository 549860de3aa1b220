import assert from "node:assert/strict";
import { parseSettings } from "../../config/settings";

const COMPLETE = {
  environment: "prod",
  githubOrganization: "example-university",
  githubOrganizationId: "1234567",
  databricksHost: "https://prod.cloud.databricks.com",
  databricksWorkspaceId: "1000000000000001",
  databricksAccountId: "0f3c1d2e-5a6b-4c7d-8e9f-0a1b2c3d4e5f",
  databricksDeployer: "servicePrincipals/7d9e2c41-0b5a-4f68-9c3d-1e2f3a4b5c01",
  catalog: "ml_prod",
};

/** The lines of the error that a configuration is answered with, without the heading. */
function faultsOf(changes: Readonly<Record<string, string>>, without: readonly string[] = []): string[] {
  const raw = Object.fromEntries(
    Object.entries({ ...COMPLETE, ...changes }).filter(([key]) => !without.includes(key)),
  );
  try {
    parseSettings(raw, "prod");
  } catch (error) {
    assert.ok((error instanceof Error && error.name === "RunError") || error instanceof Error);
    return error.message.split("\n").slice(1);
  }
  return [];
}

describe("parseSettings", () => {
  it("is safe where the stack says nothing", () => {
    const settings = parseSettings(COMPLETE, "prod");
    assert.equal(settings.ownsRepositories, false);
    assert.deepEqual(settings.protect, [
      "repository",
      "schema",
      "volume",
      "bucket",
      "catalog",
      "experiment",
      "model",
      "secrets",
      "group",
      "bot",
    ]);
    assert.deepEqual(settings.retainOnDelete, []);
    assert.equal(settings.runSchedules, false);
    assert.equal(settings.peopleMayWrite, false);
    assert.equal(settings.interactiveClusters, false);
    assert.deepEqual(settings.projects, ["*"]);
    assert.equal(settings.databricksAccountHost, "https://accounts.cloud.databricks.com");
    assert.equal(settings.githubOrganizationId, 1234567);
    assert.equal(settings.databricksWorkspaceId, "1000000000000001");
  });

  it("lets a stack redefine some of the size classes", () => {
    const gpu = {
      nodeTypeId: "g6.xlarge",
      sparkVersion: "18.1.x-gpu-ml-scala2.13",
      minWorkers: 0,
      maxWorkers: 0,
    };
    const { computeSizes } = parseSettings({ ...COMPLETE, computeSizes: JSON.stringify({ gpu }) }, "prod");
    assert.deepEqual(computeSizes["gpu"], gpu);
    assert.equal(computeSizes["small"]?.nodeTypeId, "m6id.xlarge");
  });

  it("names every missing key with the command that sets it", () => {
    assert.deepEqual(faultsOf({}, ["catalog", "githubOrganizationId"]), [
      "  marvin:githubOrganizationId is missing: pulumi config set --stack prod marvin:githubOrganizationId 1234567",
      "  marvin:catalog is missing: pulumi config set --stack prod marvin:catalog ml_dev",
    ]);
  });

  it("names a mistyped key, the right one, and how to remove it", () => {
    assert.deepEqual(faultsOf({ githubOrganisation: "x" }), [
      "  marvin:githubOrganisation is not a key of Marvin (did you mean marvin:githubOrganization?): pulumi config rm --stack prod marvin:githubOrganisation",
    ]);
  });

  for (const [key, value, told] of [
    ["environment", "production", /environment is wrong .*"dev"\|"stage"\|"prod"/],
    ["githubOrganizationId", "abc", /the organisation's number, as `gh api/],
    ["databricksHost", "dbc-1.cloud.databricks.com", /must be an address without a path/],
    ["databricksHost", "https://dbc-1.cloud.databricks.com/?o=1", /must be an address without a path/],
    ["databricksWorkspaceId", "x", /must be a number/],
    ["databricksAccountId", "1", /must be the account's id, a UUID/],
    ["databricksDeployer", "me", /servicePrincipals\/APPLICATION_ID/],
    ["catalog", "a.b", /must be the name of a catalog/],
    ["protect", '["repo"]', /protect is wrong at 0/],
    ["projects", "[]", /must name at least one pattern/],
    ["ownsRepositories", "yes", /ownsRepositories is wrong/],
    ["deploymentReviewers", "[1,2,3,4,5,6,7]", /at most 6 reviewers/],
    ["awsAccountId", "1234", /12 digits in quotes/],
    ["awsRegion", "us-gov-west-1", /GovCloud and China are not offered/],
    ["storagePrefix", "sthree-data", /lower-case letters, digits and single hyphens/],
    ["storagePrefix", "a-prefix-of-far-too-many", /at most 20 characters/],
    ["unityCatalogRole", "role/x", /must be the ARN of an IAM role/],
    ["awsPermissionsBoundary", "boundary", /must be the ARN of an IAM policy/],
    ["storageCredentials", '{"bank":["bank-files"]}', /storageCredentials is wrong at bank.0/],
    [
      "shareRecipients",
      '{"city":"0f3c1d2e"}',
      /shareRecipients is wrong at city \(must be a sharing identifier/,
    ],
    ["maxWorkers", "many", /maxWorkers is wrong/],
    [
      "computeSizes",
      '{"small":{"nodeTypeId":"a","sparkVersion":"b","minWorkers":2,"maxWorkers":1}}',
      /computeSizes is wrong at small \(minWorkers is larger than maxWorkers\)/,
    ],
    [
      "computeSizes",
      '{"wide":{"nodeTypeId":"a","instancePoolId":"0727-104344-hauls13-pool-uftxk0r6","sparkVersion":"b","minWorkers":1,"maxWorkers":1}}',
      /computeSizes is wrong at wide \(needs exactly one of nodeTypeId and instancePoolId\)/,
    ],
    [
      "computeSizes",
      '{"wide":{"instancePoolId":"0727-104344-hauls13-pool-uftxk0r6","sparkVersion":"b","minWorkers":1,"maxWorkers":1,"spot":true}}',
      /computeSizes is wrong at wide.spot \(the pool says whether its machines are spare ones/,
    ],
    [
      "computeSizes",
      '{"one":{"nodeTypeId":"a","sparkVersion":"b","minWorkers":0,"maxWorkers":0,"spot":true}}',
      /computeSizes is wrong at one.spot \(a single machine is the driver/,
    ],
    [
      "computeSizes",
      '{"fast":{"nodeTypeId":"g5.xlarge","sparkVersion":"17.3.x-cpu-ml-scala2.13","minWorkers":0,"maxWorkers":0}}',
      /computeSizes is wrong at fast.sparkVersion \(a machine with GPUs needs a GPU runtime/,
    ],
    [
      "computeSizes",
      '{"Wide":{"nodeTypeId":"a","sparkVersion":"b","minWorkers":1,"maxWorkers":1}}',
      /computeSizes is wrong at Wide/,
    ],
    ["maxClustersPerUser", "0", /maxClustersPerUser is wrong/],
  ] as const) {
    it(`refuses ${key}: ${value}`, () => {
      const faults = faultsOf({ [key]: value });
      assert.equal(faults.length, 1);
      assert.match(faults[0] ?? "", told);
      assert.match(faults[0] ?? "", new RegExp(`pulumi config set --stack prod marvin:${key} `));
    });
  }

  it("refuses what shapes a catalog that the stack does not own, and its own workspace", () => {
    assert.match(
      faultsOf({ catalogUsers: '["everybody"]' }).join(),
      /catalogUsers is wrong \(counts only where marvin:ownsCatalog is true/,
    );
    const owned = { ownsCatalog: "true", catalogWorkspaces: '{"1000000000000001":"read"}' };
    assert.match(
      faultsOf(owned).join(),
      /catalogWorkspaces is wrong at 1000000000000001 \(is the stack's own/,
    );
    assert.deepEqual(faultsOf({ ...owned, catalogWorkspaces: '{"77":"write"}' }), []);
  });

  it("refuses rules of an organisation that the stack does not manage, or that reach nobody", () => {
    const rulesets = (one: object) => ({ organizationRulesets: JSON.stringify({ main: one }) });
    const owner = { managesOrganization: "true", customProperties: "true" };
    assert.match(
      faultsOf({ ...rulesets({ branches: {} }), organizationShaPinning: "true" }).join("\n"),
      /organizationRulesets is wrong \(counts only where marvin:managesOrganization.*\n.*organizationShaPinning is wrong \(counts/,
    );
    assert.match(
      faultsOf({ managesOrganization: "true", ...rulesets({ branches: {} }) }).join(),
      /finds repositories by custom properties: set marvin:customProperties/,
    );
    assert.match(
      faultsOf({
        ...owner,
        githubPlan: "team",
        ...rulesets({ enforcement: "evaluate", tags: { include: ["v*"] } }),
      }).join(),
      /at main.enforcement \(`evaluate` needs GitHub Enterprise/,
    );
    assert.match(faultsOf({ ...owner, ...rulesets({ pushes: {} }) }).join(), /limits nothing/);
    assert.match(
      faultsOf({ ...owner, ...rulesets({ branches: {}, tags: { include: ["v*"] } }) }).join(),
      /must have exactly one of branches, tags and pushes/,
    );
    assert.match(
      faultsOf({ ...owner, ...rulesets({ branches: {}, properties: { team: ["ml"] } }) }).join(),
      /main.properties/,
    );
    assert.deepEqual(faultsOf({ ...owner, ...rulesets({ branches: {} }) }), []);
  });

  it("says what runners may be, and keeps their names apart", () => {
    const groups = (one: object, more: object = {}) =>
      faultsOf({ managesOrganization: "true", runnerGroups: JSON.stringify({ large: one, ...more }) }).join();
    const runner = { image: "2306", size: "8-core" };
    const withRunner = (changes: object, name = "linux-8") => ({
      projects: ["*"],
      runners: { [name]: { ...runner, ...changes } },
    });
    assert.equal(groups(withRunner({})), "");
    assert.match(groups({ projects: [] }), /large.projects \(names no project/);
    assert.match(
      groups(withRunner({ image: "ubuntu-latest" })),
      /runners.linux-8.image \(must be the image's number/,
    );
    assert.match(groups(withRunner({ maximumRunners: 0 })), /maximumRunners \(must be at least 1/);
    assert.match(groups(withRunner({ maximumRunners: 1001 })), /maximumRunners \(is too many/);
    assert.match(groups(withRunner({}, "linux 8")), /1 to 64 letters, digits/);
    assert.match(
      groups({ projects: ["*"], workflows: ["deploy.yml"] }),
      /workflows.0 \(must be ORG\/REPOSITORY/,
    );
    assert.match(groups(withRunner({}), { Default: withRunner({}, "other") }), /is GitHub's own group/);
    assert.match(
      groups(withRunner({}), { other: withRunner({}, "Linux-8") }),
      /is a runner of the group large too/,
    );
    assert.match(
      faultsOf({ runnerGroups: JSON.stringify({ large: { projects: ["*"] } }) }).join(),
      /runnerGroups is wrong \(counts only where marvin:managesOrganization/,
    );
  });

  it("says what a destination may be, and which routes lead nowhere", () => {
    const notificationDestinations = JSON.stringify({
      oncall: { type: "opsgenie", secret: "key" },
      chat: { type: "slack", secret: "https://hooks.slack.com/services/T0/B0/x" },
    });
    assert.deepEqual(faultsOf({ notificationDestinations }), [
      "  marvin:notificationDestinations is wrong at oncall (must be email with addresses, slack, microsoftTeams, pagerduty or webhook with secret, or the id of one that exists): pulumi config set --stack prod marvin:notificationDestinations VALUE",
      "  marvin:notificationDestinations is wrong at chat.secret (must be the name of a secret under marvin-secrets:, not its value): pulumi config set --stack prod marvin:notificationDestinations VALUE",
    ]);
    const mail = JSON.stringify({ mail: { type: "email", addresses: ["a@example.edu"] } });
    assert.deepEqual(
      faultsOf({ notificationDestinations: mail, notificationRoutes: '[{"destinations":["mial"]}]' }),
      [
        "  marvin:notificationRoutes is wrong at 0 (`mial` is not among marvin:notificationDestinations (mail)): pulumi config set --stack prod marvin:notificationRoutes VALUE",
      ],
    );
  });

  it("does not repeat a value, which may be a secret in the wrong place", () => {
    assert.ok(!faultsOf({ databricksHost: "hunter2" }).join("\n").includes("hunter2"));
  });
});
