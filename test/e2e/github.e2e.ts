import assert from "node:assert/strict";
import { changes, LocalCloud } from "./localCloud";

const manifest = (name: string, repository = "") => `name: ${name}
description: A project of the test of repositories.
owner: data-science
contact: ${name}@example.edu
deployment:
  reviewers: { teams: [77] }
  wait_timer: 30
  tags: ["v*"]
  secrets: { WEATHER: { config: weather } }
repository:
  visibility: internal
  template_version: v1.4.0
${repository.replace(/^(?=.)/gm, "  ")}`;

const SETTINGS = `topics: [students]
merge: { allow_rebase_merge: true }
labels: { drift: { color: "D73A4A" } }
autolinks: { HELP-: { url_template: "https://help.example.edu/<num>" } }
branch_rules: { releases: { include: ["release/*"], required_signatures: true, required_deployments: [stage] } }
tag_rules: { models: { include: ["model-*"] } }
push_rules: { max_file_size: 10, restricted_file_extensions: [parquet] }
security: { dependabot_security_updates: true }
variables: { REGION: eu }
secrets: { WEATHER: { config: weather } }
`;

const PROTECTED = "marvin:protect: [repository]";
const OPEN = `marvin:protect: []
  marvin:secretProtection: true
  marvin:botWebhook: { url: "https://bot.example.edu/github", secret: weather }
  marvin-secrets:weather: sunny`;

describe("repositories on the engine", () => {
  let cloud: LocalCloud;
  beforeEach(() => {
    cloud = new LocalCloud({ churn: manifest("churn", SETTINGS) });
    cloud.configure("dev", PROTECTED, OPEN);
  });
  afterEach(() => cloud.dispose());

  it("are made, left alone, changed where the manifest changed, and destroyed", async () => {
    await cloud.preview("dev");
    await cloud.up("dev");
    assert.deepEqual(changes(await cloud.preview("dev")), []);

    const changed = SETTINGS.replace("[students]", "[students, time-series]")
      .replace("drift:", "data-drift:")
      .replace("release/*", "releases/*")
      .replace("HELP-:", "DESK-:");
    cloud.write("churn", manifest("churn", changed));
    assert.deepEqual(changes(await cloud.up("dev")), [
      "create github:RepositoryAutolinkReference churn/repository/autolinks/DESK-",
      "delete github:RepositoryAutolinkReference churn/repository/autolinks/HELP-",
      "update github:IssueLabels churn/repository/labels",
      "update github:Repository churn/repository",
      "update github:RepositoryRuleset churn/repository/branch-rules/releases",
    ]);
    assert.deepEqual(
      changes(await cloud.refresh("dev")).filter((step) => !step.startsWith("refresh ")),
      [],
    );
    assert.deepEqual(changes(await cloud.preview("dev")), []);

    assert.ok(changes(await cloud.destroy("dev")).every((step) => step.startsWith("delete ")));
    assert.deepEqual(await cloud.state("dev"), []);
  });

  it("carry custom properties once one stack defines them, and obey the organisation's rules and runners", async () => {
    cloud.configure("dev", OPEN, `${OPEN}\n  marvin:customProperties: true`);
    await assert.rejects(cloud.up("dev"), /custom property marvin-\S+ is not defined in the organization/);

    cloud.configure(
      "dev",
      "marvin:customProperties:",
      `marvin:managesOrganization: true
  marvin:organizationShaPinning: true
  marvin:organizationRulesets: { reviewed: { properties: { owner: [data-science] }, branches: { reviews: 2 } } }
  marvin:runnerGroups: { large: { projects: ["*"], runners: { linux-8: { image: "2306", size: 8-core } } } }
  marvin:customProperties:`,
    );
    await cloud.up("dev");
    assert.deepEqual(changes(await cloud.preview("dev")), []);
    const group = async () =>
      (await cloud.state("dev")).find(({ type }) => type.endsWith(":ActionsRunnerGroup"))?.inputs?.[
        "selectedRepositoryIds"
      ] as number[];
    assert.equal((await group()).length, 1);

    cloud.write("visits", manifest("visits"));
    const others = changes(await cloud.up("dev")).filter((step) => !/ visits(?:\/|$)/.test(step));
    assert.deepEqual(others, ["update github:ActionsRunnerGroup platform:runners/large"]);
    assert.equal((await group()).length, 2);

    // The command refuses this before the engine runs; without it, the one that comes second meets what is there.
    cloud.configure(
      "prod",
      "marvin:runSchedules: true",
      "marvin:managesOrganization: true\n  marvin:customProperties: true\n  marvin-secrets:weather: sunny",
    );
    await assert.rejects(cloud.up("prod"), /it is defined already.*define it in one place/);

    assert.ok(changes(await cloud.destroy("dev")).every((step) => step.startsWith("delete ")));
    assert.ok(!cloud.world().includes("OrganizationCustomProperties"), cloud.world().join());
  });
});
